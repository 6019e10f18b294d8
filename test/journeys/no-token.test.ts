import { describe, expect, test } from "vitest";
import { finish } from "./expect-moved.js";
import type { Visitor } from "./visitor.js";
import { createWorld } from "./world.js";

const world = await createWorld();
const { gate } = world;

const EXCHANGE = "POST app/session-migration";

/** Everything that this origin keeps in the browser, but the two places where tokens belong. */
function keptElsewhere(visitor: Visitor): Promise<string> {
  return visitor.page.evaluate(async () => {
    const own = /^(authgear_default_(refreshToken|idToken)|old-app\.token)$/;
    const kept: unknown[] = [localStorage, sessionStorage].flatMap((storage) =>
      Object.entries(storage).filter(([key]) => !own.test(key)),
    );
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(new Error("unreadable")));
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(String(name)));
      for (const store of database.objectStoreNames) {
        kept.push(name, await done(database.transaction(store).objectStore(store).getAll()));
      }
      database.close();
    }
    return JSON.stringify(kept);
  });
}

/** Every token of either provider that a server of the world gave or took. */
function tokensSeen(...more: (string | undefined)[]): string[] {
  const bodies = gate.requests().flatMap(({ body, answer }) => [body, answer]);
  const named = bodies.flatMap((body) => [
    ...body.matchAll(
      /"(?:access_token|refresh_token|id_token|subject_token|app_session_token)":\s*"([^"]+)"/g,
    ),
    ...body.matchAll(/(?:^|&)(?:token|refresh_token)=([^&]+)/g),
  ]);
  return [
    ...new Set([...named.map(([, token = ""]) => token), ...more.filter((token) => token !== undefined)]),
  ];
}

describe("No token of either provider in a URL, log, error, event, channel or journal", () => {
  test("through a fault, a migration and a sign-out", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    const heard: string[] = [];
    visitor.page.on("console", (message) => heard.push(message.text()));
    visitor.page.on("pageerror", (error) => heard.push(String(error.stack)));
    const listener = await visitor.tab();
    await listener.page.evaluate(() => {
      const channel = new BroadcastChannel("authgear-session-migration:spa");
      channel.addEventListener("message", ({ data }) => {
        document.title += `message ${JSON.stringify(data)}`;
      });
    });
    const note = async (): Promise<void> => {
      heard.push(await keptElsewhere(visitor));
      heard.push(
        await visitor.ask((journey) => {
          const state = journey.migration.getState();
          const error = "error" in state && state.error ? [state.error.message, state.error.stack] : [];
          return JSON.stringify([journey.events, journey.states, error, location.href]);
        }),
      );
    };

    gate.drop(EXCHANGE, "after");
    expect(await visitor.visit()).toMatchObject({ status: "kept", code: "network" });
    const lost = gate.requests(EXCHANGE).length;
    await note();
    gate.clear();
    expect(await visitor.visit()).toMatchObject({ status: "migrated" });
    expect(await keptElsewhere(visitor)).toMatch(/"phase":"install/);
    await note();
    await finish(visitor);
    await note();
    const { token } = await visitor.stored();
    expect(await visitor.signOut()).toEqual({ legacy: "ended", authgear: "ended" });
    await note();

    const channel = await listener.page.title();
    expect(channel).toContain("message");
    heard.push(channel, JSON.stringify(world.logs), ...gate.requests().map(({ url }) => url));
    const tokens = tokensSeen(person.token, token);
    expect(tokens.length).toBeGreaterThanOrEqual(4);
    expect(lost).toBeGreaterThan(0);
    expect(tokens.filter((each) => heard.some((text) => text.includes(each)))).toEqual([]);
  });
});
