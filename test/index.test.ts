import { HttpResponse } from "msw";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type LegacyProvider,
  type MigrateOptions,
  migrateOnLoad,
  type Migration,
  type MigrationEvent,
} from "../src/index.js";
import { storedJournal } from "./browser/stored-journal.js";
import { legacyOf, LEGACY_KEY, optionsOf, problem, useWorlds, type World } from "./front-door/world.js";

vi.mock("../src/migration/deadlines.js", async (original) => ({
  ...(await original<object>()),
  // A token counts as on disk a moment later.
  ON_DISK: 20,
}));

const newWorld = useWorlds();
const TOKEN = "authgear_default_refreshToken";
const { warn, error, log, info, debug } = console;
let printed: unknown[];

beforeEach(() => {
  printed = [];
  for (const name of ["warn", "error", "log", "info", "debug"] as const) {
    vi.spyOn(console, name).mockImplementation((...line: unknown[]) => void printed.push(line));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(console, { warn, error, log, info, debug });
});

interface Page {
  migration: Migration;
  clientID: string;
  events: MigrationEvent[];
  /** Everything that anybody beside the app's own servers could have seen. */
  seen: unknown[];
  close(): void;
}

async function open(more: Partial<MigrateOptions> = {}): Promise<Page> {
  const { container: _, ...options } = await optionsOf(more);
  const events: MigrationEvent[] = [];
  const seen: unknown[] = [];
  const channel = new BroadcastChannel(`authgear-session-migration:${options.authgear.clientID}`);
  channel.addEventListener("message", ({ data }) => seen.push(data));
  const migration = migrateOnLoad({
    ...options,
    onEvent: (event) => void events.push(event),
  });
  migration.subscribe((state) => seen.push(state));
  return { migration, clientID: options.authgear.clientID, events, seen, close: () => channel.close() };
}

const idle = ({ events }: Page): Promise<void> =>
  vi.waitFor(() => expect(events.at(-1)?.to).toBe("idle"), { timeout: 3_000 });

/** Every text in a value: own properties that are enumerable or not, causes, stacks, symbols, getters. */
const everything = (value: unknown): string =>
  inspect(value, {
    showHidden: true,
    depth: Infinity,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });

function expectNoSecret({ secrets }: World, value: unknown): void {
  const text = everything(value);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

describe("a whole migration on one page", () => {
  test("moves the user, proves, confirms, ends the legacy session, and leaves nothing to do", async () => {
    const world = await newWorld();
    const page = await open();
    expect(page.migration.getState()).toEqual({ status: "pending" });
    const { userID } = world;
    expect(await page.migration).toEqual({
      status: "migrated",
      session: "authgear",
      userID,
      legacy: "ending",
    });
    expect(localStorage.getItem(TOKEN)).toBe(world.secrets[1]);
    await idle(page);
    expect(page.migration.getState()).toMatchObject({ status: "migrated", legacy: "ended" });
    expect(localStorage.getItem(LEGACY_KEY)).toBeNull();
    expect(world.asked).toEqual([
      "POST /session-migration",
      ...world.asked.slice(1, -1).toSorted((a, b) => a.localeCompare(b)),
      "POST /session-migration/confirm",
    ]);
    expect(new Set(world.asked)).toEqual(
      new Set([
        "POST /session-migration",
        "GET /oauth2/userinfo",
        "POST /oauth2/app_session_token",
        "POST /session-migration/confirm",
      ]),
    );
    expect((await page.migration.authgear).sessionState).toBe("AUTHENTICATED");
    expect(await page.migration.authorization()).toBe(`Bearer ${world.secrets[2]}`);
    page.close();
  });

  test("waits for one round trip, the exchange (promise 9)", async () => {
    const world = await newWorld();
    let asked: string[] = [];
    const { migration, close } = await open();
    migration.subscribe(() => (asked = [...world.asked]));
    await migration;
    expect(asked).toEqual(["POST /session-migration"]);
    close();
  });
});

test.for<[string, Partial<LegacyProvider>, string]>([
  ["whose provider refuses", { revoke: () => Promise.reject(new Error("503")) }, "revoke-failed"],
  ["whose provider has no way to", { revoke: undefined as never }, "revoke-unsupported"],
])("a legacy session %s is told by an event's code, once (R5)", async ([, more, code]) => {
  await newWorld();
  const page = await open({ legacy: legacyOf(more) });
  await page.migration;
  await idle(page);
  expect(page.events.filter((event) => event.code)).toMatchObject([{ from: "revoke-sent", on: code, code }]);
  page.close();
});

const hang = (): Promise<never> => new Promise(() => {});
const canaryError = (): never => {
  throw new Error(`the token is ${localStorage.getItem(LEGACY_KEY)}`);
};
const quota = (): void => {
  const { setItem } = Storage.prototype;
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(function full(this: Storage, key, value) {
    if (key === TOKEN) throw new DOMException(`no room for ${value}`, "QuotaExceededError");
    setItem.call(this, key, value);
  });
};

describe("no token is seen by anybody it does not concern (promise 7, Z10, Z11, S10)", () => {
  test.for<[string, Partial<MigrateOptions>, ((world: World) => void)?]>([
    ["a migration", {}],
    ["a legacy session whose revocation throws its token", { legacy: legacyOf({ revoke: canaryError }) }],
    ["a provider that throws its token", { legacy: legacyOf({ read: canaryError }) }],
    ["a hint that throws it", { legacy: legacyOf({ hint: canaryError }) }],
    ["a provider that cannot forget", { legacy: legacyOf({ forget: canaryError }) }],
    ["headers() that throws it", { exchange: { url: "/session-migration", headers: canaryError } }],
    ["a fetch that throws it", { exchange: { url: "/session-migration", fetch: canaryError } }],
    [
      "a token that is quoted",
      { legacy: legacyOf({ read: () => ({ token: `"${localStorage.getItem(LEGACY_KEY)}"` }) }) },
    ],
    ["a storage that is full", {}, quota],
    [
      "a server that echoes the token",
      {},
      ({ instead, legacyToken }) =>
        instead.push(() =>
          problem("invalid-request", "integrator", 400, { detail: legacyToken, field: legacyToken }),
        ),
    ],
    [
      "a reply of another kind that holds it",
      {},
      ({ instead, legacyToken }) => instead.push(() => HttpResponse.json({ token: legacyToken })),
    ],
    [
      "a page that holds it",
      {},
      ({ instead, legacyToken }) =>
        instead.push(() => new HttpResponse(`<p>${legacyToken}`, { status: 502 })),
    ],
    ["an unreachable server", {}, ({ instead }) => instead.push(() => HttpResponse.error())],
    ["a server that never answers", { budgetMs: 100 }, ({ instead }) => instead.push(hang)],
    [
      "Authgear away",
      {},
      ({ emulator }) => void emulator.fault({ on: "/oauth2/userinfo", kind: "bad-gateway" }),
    ],
  ])("%s", async ([, options, arrange]) => {
    const world = await newWorld();
    arrange?.(world);
    const page = await open(options);
    const outcome = await page.migration;
    await idle(page);
    const { origin, href } = location;
    const state = page.migration.getState();
    expectNoSecret(world, [
      outcome,
      state,
      page.events,
      page.seen,
      printed,
      world.urls,
      href,
      origin,
      history.state,
    ]);
    expect(page.events.length).toBeGreaterThan(1);

    // The legacy provider's own key and the SDK's are where tokens live, and nowhere else.
    const stored = Object.fromEntries(
      Object.entries(localStorage).filter(([key]) => key !== TOKEN && key !== LEGACY_KEY),
    );
    const journal = (await storedJournal(page.clientID)) as { confirmation?: string } | undefined;
    const tokens = { secrets: world.secrets.filter((secret) => secret !== journal?.confirmation) };
    expectNoSecret(world, [stored, Object.entries(sessionStorage), document.cookie]);
    expectNoSecret({ ...world, ...tokens }, journal);
    page.close();
  });

  test("the search finds what is hidden", () => {
    const secret = "canary-1";
    const hidden = [
      Object.defineProperty({}, "x", { value: secret, enumerable: false }),
      new Error("x", { cause: { deep: [secret] } }),
      new Error(secret),
      { [Symbol(secret)]: 1 },
      {
        get token() {
          return secret;
        },
      },
      new Map([[1, { secret }]]),
    ];
    for (const value of hidden) expect(everything(value)).toContain(secret);
  });
});
