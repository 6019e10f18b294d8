import type { WebContainer } from "@authgear/web";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { migrateOnLoad, type MigrateOptions, type MigrationOutcome } from "../../src/index.js";
import { startEngine } from "../../src/engine.js";
import { PROBLEM_BASE, PROBLEMS } from "../../src/protocol/problem.js";
import { replyBody } from "../protocol/wrong-replies.js";

const BUDGET = 1_000;
const KEY = "authgear_default_refreshToken";

const hang = (): Promise<never> => new Promise(() => {});
const fail = (): Promise<never> => Promise.reject(new Error("fault"));
const blow = (): never => {
  throw new Error("fault");
};
const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const late = async (): Promise<never> => {
  await new Promise((resolve) => setTimeout(resolve, BUDGET * 2));
  throw new Error("late");
};

const problems = Object.entries(PROBLEMS).map(([name, { status, kind }]) => [
  name,
  () => json({ type: PROBLEM_BASE + name, kind, attempt: 1, retry_after: 1 }, status),
]) as [string, () => Response][];
const unverified = { ...replyBody(), session: { ...replyBody().session, verified: false } };

/** What each part of the world can do to a page, by name, the first being what it should do. */
const FAULTS = {
  read: {
    good: () => ({ token: "legacy" }),
    cookie: () => ({ cookie: true }),
    nobody: () => null,
    unknown: () => undefined,
    text: () => "legacy",
    quoted: () => ({ token: '"legacy"' }),
    hang,
    fail,
    blow,
    late,
  },
  hint: { none: undefined, yes: () => true, no: () => false, blow },
  enabled: { yes: true, no: false, flag: () => true, blow },
  exchange: {
    good: () => json(replyBody()),
    unverified: () => json(unverified),
    wrong: () => json({}),
    page: () => new Response("<p>"),
    nothing: () => undefined,
    hang,
    fail,
    blow,
    late,
    ...Object.fromEntries(problems),
  },
  headers: { none: undefined, hang, fail, blow },
  load: {
    good: undefined,
    named: () => Promise.resolve({ name: "mine" }),
    empty: () => Promise.resolve(undefined),
    hang,
    fail,
    blow,
    late,
  },
  configure: { good: async () => {}, hang, fail, blow, late },
  refresh: { good: async () => {}, hang, fail, blow, late },
  authgear: {
    nothing: () => json({}),
    page: () => new Response("<p>", { status: 502 }),
    refused: () => json({ error: { reason: "InvalidGrant" } }, 403),
    good: () => json({ sub: "user-1", result: {} }),
    hang,
    fail,
    blow,
  },
  locks: {
    none: null,
    good: { request: (_: string, ...rest: unknown[]) => (rest.at(-1) as () => unknown)() },
    stuck: { request: hang },
    refused: { request: fail },
    broken: { request: blow },
  },
  database: { good: undefined, none: null, stuck: () => ({}), broken: blow },
  storage: { good: "", full: "full", closed: "closed", signedIn: "sid.stored", damaged: "damaged" },
  channel: { good: BroadcastChannel, none: undefined, broken: blow },
  onEvent: { none: undefined, good: () => {} },
} satisfies Record<string, Record<string, unknown>>;

type Part = keyof typeof FAULTS;
type Weather = Record<Part, string>;

const weather = fc.record(
  Object.fromEntries(
    Object.entries(FAULTS).map(([part, faults]) => {
      const [good = "", ...bad] = Object.keys(faults);
      // Mostly fine weather, else the page never gets beyond its first step.
      return [
        part,
        fc.oneof(
          { weight: 2, arbitrary: fc.constant(good) },
          { weight: 1, arbitrary: fc.constantFrom(good, ...bad) },
        ),
      ];
    }),
  ),
) as fc.Arbitrary<Weather>;

/** Makes the browser of this weather, and the options of a page in it. */
function arrange(sky: Weather, clientID: string): { options: MigrateOptions; ended: () => number } {
  const pick = (part: Part): unknown => (FAULTS[part] as Record<string, unknown>)[sky[part]];
  vi.stubGlobal("navigator", { locks: pick("locks") });
  vi.stubGlobal("BroadcastChannel", pick("channel"));
  vi.stubGlobal("fetch", pick("authgear"));
  if (sky.database === "none") vi.stubGlobal("indexedDB", undefined);
  else if (sky.database !== "good")
    vi.spyOn(indexedDB, "open").mockImplementation(pick("database") as () => IDBOpenDBRequest);
  if (sky.storage === "signedIn") localStorage.setItem(KEY, "sid.stored");
  if (sky.storage === "damaged")
    localStorage.setItem(`authgear-session-migration:${clientID}`, '{"v":1,"tombstone":{}}');
  // The test environment keeps a method of its localStorage as it was when it was first asked for: nothing restores it.
  const { getItem, removeItem } = localStorage;
  if (sky.storage === "full") vi.stubGlobal("localStorage", { getItem, removeItem, setItem: blow });
  if (sky.storage === "closed") vi.spyOn(globalThis, "localStorage", "get").mockImplementation(blow);

  let ended = 0;
  const end = async (): Promise<void> => void ended++;
  const container = {
    name: "default",
    configure: pick("configure"),
    refreshAccessTokenIfNeeded: pick("refresh"),
    accessToken: "access",
  } as unknown as WebContainer;
  const options = {
    authgear: {
      endpoint: "http://authgear.localhost",
      clientID,
      container: pick("load") ?? (async () => container),
    },
    legacy: { name: "fake", read: pick("read"), hint: pick("hint"), revoke: end, forget: end },
    exchange: { url: "/exchange", fetch: pick("exchange"), headers: pick("headers") },
    enabled: pick("enabled"),
    budgetMs: BUDGET,
    onEvent: pick("onEvent"),
  } as unknown as MigrateOptions;
  return { options, ended: () => ended };
}

/** Lets everything happen that needs no time: real turns of the event loop, on a clock that stands still. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function calm(): void {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  localStorage.clear();
}

afterEach(calm);

test("settles inside the budget whatever goes wrong, never rejects, and ends no legacy session before its time, also where the page goes into the page cache and comes back (promises 1, 2 and 6, L2, L8)", async () => {
  expect(startEngine).toBeTypeOf("function");
  let run = 0;
  await fc.assert(
    fc.asyncProperty(weather, fc.boolean(), async (sky, goesAway) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
      try {
        const { options, ended } = arrange(sky, `random-${++run}-${Math.random()}`);
        const settled: MigrationOutcome[] = [];
        const migration = migrateOnLoad(options);
        void migration.then((outcome) => settled.push(outcome));
        if (goesAway) {
          await turns();
          await vi.advanceTimersByTimeAsync(BUDGET / 2);
          for (const type of ["pagehide", "pageshow"]) {
            dispatchEvent(Object.assign(new Event(type), { persisted: true }));
          }
        }
        for (let step = 0; step < 5; step++) {
          await turns();
          await vi.advanceTimersByTimeAsync(BUDGET / 5);
        }
        for (let patience = 0; patience < 5 && !settled[0]; patience++) await turns();
        expect(settled[0]?.status).toMatch(/^(migrated|signed-in|kept|needs-user|no-session)$/);
        expect(migration.getState().status).not.toBe("pending");
        expect(ended()).toBe(0);
      } finally {
        calm();
      }
    }),
    { numRuns: 150, seed: 20_261_121 },
  );
}, 60_000);
