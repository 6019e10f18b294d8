import { sidOf } from "../../src/migration/marker.js";
import { asRecord } from "../../src/server/as-record.js";
import { createMigrationHandler, type MigrationHandler } from "../../src/server/handler.js";
import type { Ledger } from "../../src/server/ledger/ledger.js";
import { CLIENT_ID } from "./authgear-side.js";
import { SECRET } from "./stores.js";
import type { World } from "./types.js";

export const ORIGIN = "https://app.example";
const BASE = `${ORIGIN}/session-migration`;

/** Every call to the store is a gate of the server request that makes it. */
function gated(world: World, owner: string): Ledger {
  return new Proxy(world.ledger, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      return async (...input: unknown[]): Promise<unknown> => {
        const passed = await world.scheduler.pass(owner, `store: ${String(name)}`, true);
        if (passed === "lost") throw new Error("the store is gone");
        const result = (await Reflect.apply(member, target, input)) as unknown;
        const { authgearSession } = asRecord(result);
        if (name === "confirm" && typeof authgearSession === "string") {
          world.watch.confirmed.add(authgearSession);
          if (world.watch.lostRotations.has(authgearSession)) {
            world.watch.excuse("a rotation was lost between the proof and confirm");
          }
        }
        if (passed === "undone") throw new Error("the store did not answer");
        return result;
      };
    },
  });
}

/** An instance of its own for each request: nothing but the store is shared, and each can die alone. */
function instance(world: World, owner: string): MigrationHandler {
  const { authgear, legacy, settings, time, watch } = world;
  return createMigrationHandler({
    authgear: authgear.serverFor(owner),
    clients: { [CLIENT_ID]: { origins: [ORIGIN], cookie: settings.credential === "cookie" } },
    verifiers: legacy.verifier,
    ledger: gated(world, owner),
    secret: SECRET,
    legacyRevocation: settings.revocation,
    ...(settings.revocation === "server" && { legacyRevoker: legacy.revoker }),
    log: (record) => void watch.seen.push(JSON.stringify(record)),
    count: (name, labels) => void watch.seen.push(JSON.stringify([name, labels])),
    now: time.now,
    wait: (ms) =>
      new Promise((resolve) => {
        world.scheduler.rest(owner);
        time.after(ms, () => void world.scheduler.pass(owner, "has waited").then(() => resolve()));
      }),
  });
}

export interface ServerAnswer {
  status: number;
  body: unknown;
}

/** One request to the exchange server. Rejects if its instance dies. */
export async function askServer(
  world: World,
  path: "" | "/confirm" | "/sign-out",
  headers: Record<string, string>,
  body: Record<string, unknown>,
): Promise<ServerAnswer> {
  const { scheduler, legacy, watch, trace } = world;
  const owner = `server request ${++world.requests}`;
  const cookie = legacy.cookie();
  const text = JSON.stringify(body);
  const token = body["subject_token"];
  const login = legacy.nameOf(typeof token === "string" ? { token } : { cookie });
  watch.asked(owner, login);
  const all = { Origin: ORIGIN, "Content-Type": "application/json", Cookie: cookie, ...headers };
  const request = new Request(BASE + path, { method: "POST", headers: all, body: text });
  const work = async (): Promise<ServerAnswer> => {
    const response = await instance(world, owner)(request);
    const answer: unknown = JSON.parse(await response.text());
    return { status: response.status, body: answer };
  };
  trace.note(`${owner}: ${path || "exchange"} of ${login ?? "nobody"}`);
  const died = new Promise<never>((_, reject) => world.dying.set(owner, () => reject(new Error("died"))));
  try {
    const answer = await Promise.race([scheduler.track(owner, work), died]);
    const { session, type } = asRecord(answer.body);
    const { refresh_token, access_token } = asRecord(session);
    if (typeof access_token === "string") watch.secrets.add(access_token);
    if (typeof refresh_token === "string") {
      watch.handedOut(watch.origins.get(sidOf(refresh_token))?.legacy, refresh_token);
    }
    trace.note(
      `${owner}: ${answer.status} ${typeof type === "string" ? (type.split(":").at(-1) ?? "") : ""}`,
    );
    return answer;
  } finally {
    world.dying.delete(owner);
  }
}

/** The process that works on a request ends. */
export function crashServer(world: World, owner: string): void {
  world.scheduler.kill(owner);
  world.dying.get(owner)?.();
}

/** What a timer or cron does every few minutes. */
export async function sweep(world: World): Promise<void> {
  const owner = `sweep ${++world.requests}`;
  const died = new Promise<void>((resolve) => world.dying.set(owner, resolve));
  await Promise.race([world.scheduler.track(owner, () => instance(world, owner).sweep()), died]);
  world.dying.delete(owner);
}
