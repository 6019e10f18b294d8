import type { WebContainer } from "@authgear/web";
import { afterEach, describe, expect, test, vi } from "vitest";
import { migrateOnLoad, type MigrateOptions, type Migration, type MigrationState } from "../src/index.js";
import { LEGACY_KEY, legacyOf, optionsOf, useWorlds } from "./front-door/world.js";

const newWorld = useWorlds();
const TOKEN = "authgear_default_refreshToken";
const inner = window as unknown as { top: unknown };
const { top } = inner;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  Object.defineProperty(window, "top", { value: top, configurable: true });
  history.replaceState(null, "", "/");
});

/** A page on which every request and every look at the provider is counted. */
async function open(more: Partial<MigrateOptions> = {}): Promise<{
  migration: Migration;
  container: WebContainer;
  read: ReturnType<typeof vi.fn>;
}> {
  const read = vi.fn<() => { token: string }>(() => ({ token: String(localStorage.getItem(LEGACY_KEY)) }));
  const { container, ...options } = await optionsOf({ legacy: legacyOf({ read }), ...more });
  return { migration: migrateOnLoad(options), container, read };
}

const closed = (): never => {
  throw new DOMException("The operation is insecure.", "SecurityError");
};
const UNSUPPORTED = { status: "kept", session: "unknown", reason: "unsupported" };

describe("a browser where nothing may be migrated is told so, without a request", () => {
  test.for<[string, () => unknown]>([
    ["no crypto.subtle, on plain http (F7)", () => vi.stubGlobal("crypto", { getRandomValues: () => {} })],
    ["no crypto at all (F7)", () => vi.stubGlobal("crypto", undefined)],
    ["an embedded page (S11)", () => Object.defineProperty(window, "top", { value: {}, configurable: true })],
    [
      "a closed localStorage (S2)",
      () => vi.spyOn(globalThis, "localStorage", "get").mockImplementation(closed),
    ],
    ["a localStorage that is null", () => vi.stubGlobal("localStorage", null)],
  ])("%s", async ([, arrange]) => {
    const { asked } = await newWorld();
    arrange();
    const { migration, read } = await open();
    expect(await migration).toEqual(UNSUPPORTED);
    expect([asked, read.mock.calls]).toEqual([[], []]);
  });

  test("an embedded page that is signed in stays so, and nothing is revoked (S11)", async () => {
    const { asked, legacyToken } = await newWorld();
    localStorage.setItem(TOKEN, "sid.stored");
    Object.defineProperty(window, "top", { value: {}, configurable: true });
    const { migration, read } = await open();
    expect(await migration).toEqual({ status: "signed-in", session: "authgear" });
    expect([asked, read.mock.calls, localStorage.getItem(LEGACY_KEY)]).toEqual([[], [], legacyToken]);
  });

  test("what other tabs write, and a way back to it, change nothing there (S11)", async () => {
    const { asked, legacyToken } = await newWorld();
    Object.defineProperty(window, "top", { value: {}, configurable: true });
    const { migration, read } = await open();
    await migration;
    localStorage.setItem(TOKEN, "sid.stored");
    dispatchEvent(new StorageEvent("storage", { key: TOKEN }));
    dispatchEvent(Object.assign(new Event("pagehide"), { persisted: true }));
    dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const exchanged = asked.filter((request) => request.endsWith("/session-migration"));
    expect([exchanged, read.mock.calls, localStorage.getItem(LEGACY_KEY)]).toEqual([[], [], legacyToken]);
  });

  test("beside another log-in's answer nothing is migrated, and the container is configured (F5)", async () => {
    const { asked } = await newWorld();
    history.replaceState(null, "", "/callback?code=1&state=2");
    const { migration, read, container } = await open();
    expect(await migration).toEqual({ status: "kept", session: "unknown", reason: "try-later" });
    expect([asked, read.mock.calls]).toEqual([[], []]);
    expect(await migration.authgear).toBe(container);
    expect(location.search).toBe("?code=1&state=2");
  });
});

describe("a browser that lacks what is not needed migrates (F7)", () => {
  test.for<[string, () => unknown]>([
    ["IndexedDB", () => vi.stubGlobal("indexedDB", undefined)],
    ["an IndexedDB that opens (S6)", () => vi.spyOn(indexedDB, "open").mockImplementation(closed)],
    [
      "an IndexedDB that answers (S3)",
      () => vi.spyOn(indexedDB, "open").mockReturnValue({} as IDBOpenDBRequest),
    ],
    ["BroadcastChannel", () => vi.stubGlobal("BroadcastChannel", undefined)],
    ["a BroadcastChannel that opens", () => vi.stubGlobal("BroadcastChannel", closed)],
    ["Web Locks (T4)", () => vi.stubGlobal("navigator", { locks: undefined })],
    [
      "Web Locks that are granted (T4)",
      () =>
        vi.stubGlobal("navigator", {
          locks: { request: () => Promise.reject(new Error("not active")) },
        }),
    ],
  ])("%s", async ([, arrange]) => {
    const { userID, asked } = await newWorld();
    const options = await optionsOf({ budgetMs: 10_000 });
    arrange();
    expect(await migrateOnLoad(options)).toMatchObject({ status: "migrated", userID });
    expect(asked[0]).toBe("POST /session-migration");
  });
});

test("a prerendered page does nothing before somebody sees it (L1)", async () => {
  const { asked, userID } = await newWorld();
  const prerendering = vi.fn<() => boolean>(() => true);
  Object.defineProperty(document, "prerendering", { get: prerendering, configurable: true });
  const { migration, read } = await open();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([migration.getState(), asked, read.mock.calls]).toEqual([{ status: "pending" }, [], []]);
  prerendering.mockReturnValue(false);
  document.dispatchEvent(new Event("prerenderingchange"));
  expect(await migration).toMatchObject({ status: "migrated", userID });
  Reflect.deleteProperty(document, "prerendering");
});

test("a listener may call every method, whatever it is told (L9)", async () => {
  const { legacyToken } = await newWorld();
  const { migration, container } = await open();
  const seen: MigrationState[] = [];
  const answers: Promise<unknown>[] = [];
  migration.subscribe((state) => {
    expect(migration.getState()).toBe(state);
    seen.push(state);
    migration.subscribe(() => {})();
    answers.push(migration.authorization(), migration.authgear);
    if (seen.length > 1) return;
    answers.push(migration.retry(), migration.signOut({ redirectURI: "http://app.localhost/" }));
  });
  expect(await migration).toMatchObject({ status: "migrated" });
  for (let next = answers.shift(); next; next = answers.shift()) await next;
  expect(migration.getState()).toEqual({ status: "no-session", session: "none" });
  expect([localStorage.getItem(TOKEN), localStorage.getItem(LEGACY_KEY)]).toEqual([null, null]);
  expect(legacyToken).toMatch(/^canary/);
  expect([container.sessionState, container.accessToken]).toEqual(["NO_SESSION", undefined]);
});

test("signing out holds on the next load, and sends nothing but what is still owed (O2)", async () => {
  const world = await newWorld();
  const { container: _, ...options } = await optionsOf();
  const first = migrateOnLoad(options);
  await first;
  expect(await first.signOut({ redirectURI: "http://app.localhost/" })).toEqual({
    legacy: "ended",
    authgear: "ended",
  });
  expect(world.emulator.sessions()).toEqual([]);
  localStorage.setItem(LEGACY_KEY, world.legacyToken);
  world.asked.length = 0;
  Reflect.deleteProperty(globalThis, Symbol.for("authgear-session-migration"));
  expect(await migrateOnLoad(options)).toEqual({ status: "no-session", session: "none" });
  expect(world.asked).toEqual([]);
});

test("a session that somebody makes while a sign-out is on its way outlives it (R6)", async () => {
  await newWorld();
  const { container, ...options } = await optionsOf();
  const migration = migrateOnLoad(options);
  await migration;
  const out = migration.signOut({ redirectURI: "http://app.localhost/" });
  localStorage.setItem(TOKEN, "sid-of-b.secret");
  await out;
  expect(localStorage.getItem(TOKEN)).toBe("sid-of-b.secret");
  expect(container.sessionState).toBe("AUTHENTICATED");
});
