import { authgearEndpoints, type Send } from "../../src/authgear/endpoints.js";
import { judge } from "../../src/browser/exchange-client.js";
import { REQUEST, JOURNAL } from "../../src/migration/deadlines.js";
import { asRecord } from "../../src/server/as-record.js";
import type { Journal } from "../../src/migration/journal.js";
import { parseMarker, sidOf } from "../../src/migration/marker.js";
import type { Answer, JournalPort, Ports } from "../../src/migration/ports.js";
import { parseExchangeReply, parseLegacyReply } from "../../src/protocol/parse-reply.js";
import { IDEMPOTENCY_KEY_HEADER, MIGRATION_HEADER, PROTOCOL } from "../../src/protocol/wire.js";
import { createHash, randomBytes } from "node:crypto";
import { CLIENT_ID, ENDPOINT } from "./authgear-side.js";
import { askServer, ORIGIN } from "./backend.js";
import { providerOf } from "./legacy-side.js";
import { KEYS, tokenOf } from "./stores.js";
import type { Tab, World } from "./types.js";

/** Writes one key of localStorage; every other page hears of it, some time. */
export function writeLocal(world: World, tab: Tab | undefined, key: string, value: string | null): void {
  const { local, tabs, scheduler } = world;
  const { [key]: before, ...rest } = local.get();
  if ((before ?? null) === value) return;
  local.set(value === null ? rest : { ...rest, [key]: value });
  if (key === KEYS.token && value !== null) world.watch.secrets.add(value);
  for (const other of tabs) {
    if (!other?.run || other === tab) continue;
    void scheduler.pass(other.owner, "hears of a write").then(() => other.run?.look());
  }
}

/** A request of a page: it can be lost on the way there, on the way back, or take too long. */
export async function overNetwork<T>(
  world: World,
  tab: Tab,
  name: string,
  effect: () => Promise<T>,
  { signal, timeoutMs = REQUEST }: { signal?: AbortSignal | undefined; timeoutMs?: number } = {},
): Promise<T | "network" | "timeout"> {
  const { scheduler, time } = world;
  if (signal?.aborted) return "timeout";
  tab.requests.push(name);
  const ask = async (): Promise<T | "network"> => {
    const sent = await scheduler.pass(tab.owner, `${name} is sent`, true);
    if (sent !== "open" || world.offline) return "network";
    try {
      const answer = await effect();
      const came = await scheduler.pass(tab.owner, `the answer of ${name} comes`, true);
      return came !== "open" || world.offline ? "network" : answer;
    } catch {
      return "network";
    }
  };
  return new Promise((resolve) => {
    const cancel = time.after(timeoutMs, () => void tab.awake().then(() => resolve("timeout")));
    signal?.addEventListener("abort", () => resolve("timeout"));
    void ask().then((answer) => (cancel(), resolve(answer)));
  });
}

/** IndexedDB behind the deadline of each operation; after the first that is late, memory takes over for the page. */
function journalOf(world: World, tab: Tab): JournalPort {
  let memory: Journal | undefined;
  let broken = false;
  const attempt = async <T>(label: string, work: () => T): Promise<T | undefined> => {
    if (broken) return undefined;
    return new Promise((resolve) => {
      const late = (): void => {
        broken = true;
        resolve(undefined);
      };
      const cancel = world.time.after(JOURNAL, () => void tab.awake().then(late));
      void world.scheduler.pass(tab.owner, label).then(() => (cancel(), resolve(work())));
    });
  };
  return {
    async read() {
      tab.opened = true;
      const record = await attempt("reads the journal", () => structuredClone(world.journal.get()));
      if (!broken) memory = record;
      return structuredClone(memory);
    },
    async update(change) {
      tab.opened = true;
      let next: Journal | undefined;
      await attempt("writes the journal", () => {
        next = structuredClone(change(structuredClone(world.journal.get())));
        world.journal.set(next);
        world.watch.seen.push(JSON.stringify(next));
      });
      memory = next && !broken ? next : change(memory);
      return structuredClone(memory);
    },
  };
}

/** What a page sends to Authgear itself. */
export function sendOf(world: World, tab: Tab): Send {
  return async (url, { method = "get", headers, json, body, timeoutMs }) => {
    const name = url.split("/").at(-1) ?? url;
    const { emulator } = world.authgear;
    const all = new Headers(headers);
    all.set("Origin", ORIGIN);
    if (json) all.set("Content-Type", "application/json");
    const text = json ? JSON.stringify(json) : body?.toString();
    if (body) all.set("Content-Type", "application/x-www-form-urlencoded");
    return overNetwork(
      world,
      tab,
      name,
      () =>
        world.scheduler.island(async () => {
          const init = {
            method: method.toUpperCase(),
            headers: all,
            ...(text !== undefined && { body: text }),
          };
          const response = await emulator.fetch(new Request(url, init));
          const answer = await response.text();
          const { refresh_token: rotated } = asRecord(parse(answer));
          if (typeof rotated === "string") world.watch.rotating(tab.owner, sidOf(rotated));
          return { status: response.status, body: parse(answer) };
        }),
      { timeoutMs },
    );
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The ports of a page, as the engine puts them together, over this world. */
export function portsOf(world: World, tab: Tab): Ports {
  const { scheduler, legacy, time, watch, settings, local } = world;
  const step = async (label: string): Promise<void> => void (await scheduler.pass(tab.owner, label));
  const post = async (
    name: "exchange" | "confirm" | "sign-out",
    body: object,
    read: (body: unknown) => Answer | false,
    key?: string,
    signal?: AbortSignal,
  ): Promise<Answer> => {
    const path = name === "exchange" ? "" : (`/${name}` as const);
    const headers = { [MIGRATION_HEADER]: "1", ...(key !== undefined && { [IDEMPOTENCY_KEY_HEADER]: key }) };
    const json = { protocol: PROTOCOL, client_id: CLIENT_ID, ...body };
    if (name === "confirm") watch.confirmSent();
    return judge(
      await overNetwork(world, tab, name, () => askServer(world, path, headers, json), { signal }),
      read,
    );
  };
  const exchanged = (body: unknown): Answer | false => {
    const reply = parseExchangeReply(body);
    if (reply) tab.verified = reply.session.verified;
    return !!reply && { type: "reply", reply };
  };
  const answered = (body: unknown): Answer | false => {
    const outcome = parseLegacyReply(body);
    return !!outcome && { type: "answered", legacy: outcome };
  };
  const endpoints = authgearEndpoints(ENDPOINT, sendOf(world, tab), REQUEST);
  return {
    storage: {
      token: () => tokenOf(world),
      setToken(token) {
        watch.wroteToken("run", tokenOf(world), token);
        writeLocal(world, tab, KEYS.token, token);
      },
      marker: () => parseMarker(local.get()[KEYS.marker] ?? null),
      setMarker: (marker) => writeLocal(world, tab, KEYS.marker, JSON.stringify(marker)),
    },
    journal: journalOf(world, tab),
    exchange: {
      exchange: (body, key, signal) => post("exchange", body, exchanged, key, signal),
      confirm: (body) => post("confirm", body, answered),
      signOut: (body) => post("sign-out", body, answered),
    },
    authgear: {
      load: () => step("loads the SDK"),
      async adopt(accessToken, expiresIn) {
        await step("configures the container");
        tab.container.configure();
        if (accessToken !== undefined && expiresIn) tab.container.persist(accessToken, expiresIn);
      },
      accessToken: () => tab.accessToken(),
      async userinfo(accessToken) {
        const sub = await endpoints.userinfo(accessToken);
        const sid = sidOf(tokenOf(world));
        if (sub !== undefined && sid !== undefined) watch.accepted("access", sid);
        return sub;
      },
      async accepts(token) {
        const accepted = await endpoints.accepts(token);
        if (accepted === true) watch.accepted("refresh", sidOf(token));
        if (accepted === false) watch.refused(token);
        return accepted;
      },
      revoke: endpoints.revoke,
    },
    lock: (ms) =>
      settings.locks ? world.locks.request("run", tab.owner, ms) : Promise.resolve(() => undefined),
    legacy: providerOf(legacy, {
      ...settings,
      local: step,
      async send(label, effect) {
        const answer = await overNetwork(world, tab, label, effect);
        if (typeof answer === "string") throw new Error(answer);
      },
      onRevoked: (name) => watch.legacyRevoked(name, tab.name),
    }),
    shown: tab.shown,
    tellTabs() {
      watch.seen.push("1");
      for (const other of world.tabs) {
        if (other?.run && other !== tab) {
          void scheduler.pass(other.owner, "hears a message").then(() => other.run?.look());
        }
      }
    },
    now: time.now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const cancel = time.after(ms, () => void tab.awake().then(resolve));
        signal?.addEventListener("abort", () => (cancel(), resolve()));
      }),
    randomKey: () => randomBytes(32).toString("base64url"),
    async hash(text) {
      await step("makes a hash");
      return createHash("sha256").update(`${CLIENT_ID}\n${text}`).digest("base64url");
    },
    random: () => 0.5,
  };
}
