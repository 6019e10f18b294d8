import type { WebContainer } from "@authgear/web";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { configured } from "../src/front-door/configure.js";
import type { Engine, Session } from "../src/front-door/engine-context.js";
import { storageOf } from "../src/front-door/storage.js";
import type { MigrationOutcome } from "../src/migration/state.js";
import { openSession } from "../src/session.js";

const KEY = "authgear_default_refreshToken";
/** Milliseconds until a write is seen in the other tabs; a lock is handed on at once. */
const LAG = 50;

let live: string;
let refreshes: number;

beforeEach(() => {
  vi.useFakeTimers();
  live = "sid.0";
  refreshes = 0;
  localStorage.setItem(KEY, live);
  let last: Promise<unknown> = Promise.resolve();
  const request = (_: string, { signal }: LockOptions, work: () => Promise<unknown>): Promise<unknown> =>
    new Promise((done, fail) => {
      signal?.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
      const before = last;
      last = (async () => {
        await before;
        if (!signal?.aborted) done(await work());
      })();
    });
  Object.defineProperty(navigator, "locks", { value: { request }, configurable: true });
});
afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
  Reflect.deleteProperty(navigator, "locks");
});

/** Tabs of one browser, whose server knows the newest refresh token alone; each has what it sees in storage. */
function openTabs(count: number, rotation: boolean): (() => Promise<string | undefined>)[] {
  const sees = Array.from({ length: count }, () => live);
  return sees.map((_, tab) => {
    const container = {
      name: "default",
      accessToken: undefined as string | undefined,
      configure: () => Promise.resolve(),
      refreshAccessTokenIfNeeded: () => container.refreshAccessToken(),
      refreshAccessToken: () => {
        if (sees[tab] !== live) return Promise.resolve();
        container.accessToken = `access of tab ${tab}`;
        refreshes += 1;
        if (!rotation) return Promise.resolve();
        const token = (live = `sid.${refreshes}`);
        localStorage.setItem(KEY, token);
        sees[tab] = token;
        setTimeout(() => sees.fill(token), LAG);
        return Promise.resolve();
      },
    };
    const given = container as unknown as WebContainer;
    const options = {
      authgear: { endpoint: "http://authgear.localhost", clientID: "spa" },
      legacy: { name: "old", read: () => null, forget: () => {} },
      exchange: "/session-migration",
    };
    const storage = storageOf({ token: KEY, marker: "marker" });
    const shown = { sid: "sid" };
    const publish = (): void => {};
    const context = { options, given, storage, shown, publish };
    return openSession({ ...context, container: configured(options.authgear) }).accessToken;
  });
}

test("tabs that refresh at once do so one after the other, each with the token that the last one left (T5)", async () => {
  const tokens = Promise.all(openTabs(4, true).map((accessToken) => accessToken()));
  await vi.runAllTimersAsync();
  expect(await tokens).toEqual([0, 1, 2, 3].map((tab) => `access of tab ${tab}`));
});

test("a tab whose refresh never ends keeps the others ten seconds and no longer (T2)", async () => {
  const held = navigator.locks.request("authgear_default_refresh", {}, () => new Promise(() => {}));
  const [accessToken = () => Promise.resolve(undefined)] = openTabs(1, true);
  const told = vi.fn<(token: string | undefined) => void>();
  void accessToken().then(told);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(told).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toHaveBeenCalledWith("access of tab 0");
  void held;
});

test("the tab that refreshed does not wait for the others to see it", async () => {
  const [first = () => Promise.resolve(undefined)] = openTabs(2, true);
  expect(await first()).toBe("access of tab 0");
});

test("tabs of a client without rotation do not wait for each other longer than a request takes", async () => {
  const tokens = await Promise.all(openTabs(3, false).map((accessToken) => accessToken()));
  expect(tokens).toEqual([0, 1, 2].map((tab) => `access of tab ${tab}`));
  expect(vi.getTimerCount()).toBe(0);
});

/** A page behind the migration, without an engine, whose container has its access token in memory. */
function openPage(loggedOut: (options: unknown) => void = () => {}): {
  session: Session;
  authorization(): Promise<string | null>;
  told: MigrationOutcome[];
} {
  const told: MigrationOutcome[] = [];
  const container = {
    name: "default",
    accessToken: "access",
    configure: () => Promise.resolve(),
    refreshAccessTokenIfNeeded: () => Promise.resolve(),
    logout: (options: unknown) => Promise.resolve(loggedOut(options)),
  };
  const options = {
    authgear: { endpoint: "http://authgear.localhost", clientID: "spa" },
    legacy: { name: "old", read: () => null, forget: () => {} },
    exchange: "/session-migration",
  };
  const session = openSession({
    options,
    given: container as unknown as WebContainer,
    storage: storageOf({ token: KEY, marker: "marker" }),
    shown: { sid: "sid" },
    publish: (state) => void told.push(state),
    container: configured(options.authgear),
  });
  const authorization = (): Promise<string | null> =>
    session.authorization({ status: "signed-in", session: "authgear" });
  return { session, told, authorization };
}

/** What a sign-out in another tab leaves in storage. */
function signOutElsewhere(sid: string): void {
  const tombstone = [{ sid, epoch: 1, at: 1 }];
  localStorage.setItem("marker", JSON.stringify({ v: 1, epoch: 1, tombstone }));
  localStorage.removeItem(KEY);
}

const NOBODY = { status: "no-session", session: "none" };

test("a sign-out in another tab takes the token in memory away, and is told once (O6)", async () => {
  const page = openPage();
  expect(await page.authorization()).toBe("Bearer access");
  signOutElsewhere("sid");
  dispatchEvent(new StorageEvent("storage", { key: "marker" }));
  expect(page.told).toEqual([NOBODY]);
  expect([await page.authorization(), await page.authorization()]).toEqual([null, null]);
  expect(page.told).toEqual([NOBODY]);
});

test("a sign-out in another tab that was not heard is seen when the credential is asked for (T7)", async () => {
  const page = openPage();
  signOutElsewhere("sid");
  expect(await page.authorization()).toBeNull();
  expect(page.told).toEqual([NOBODY]);
});

test.for<[string, () => void]>([
  ["the sign-out of another session", () => signOutElsewhere("earlier")],
  ["a token that was evicted", () => localStorage.removeItem(KEY)],
  [
    "a session that was signed out once and came again",
    () => {
      signOutElsewhere("sid");
      localStorage.setItem(KEY, "sid.1");
    },
  ],
])("%s takes nothing away", async ([, change]) => {
  const page = openPage();
  change();
  expect(await page.authorization()).toBe("Bearer access");
  expect(page.told).toEqual([]);
});

test("the container is asked to log out, never of a session that somebody made meanwhile (R6)", async () => {
  const asked: unknown[] = [];
  const { session } = openPage((options) => void asked.push(options));
  const own = { stone: { sid: "sid", epoch: 1, at: 1 } };
  const out = { legacy: "ended", authgear: "ended" } as const;
  const signOut = (then: () => void): Promise<unknown> => {
    const engine: Engine = {
      start: () => Promise.resolve(),
      budget: () => {},
      signOut: () => (then(), Promise.resolve(out)),
    };
    return session.signOut(own, () => Promise.resolve(engine), { redirectURI: "http://app.localhost/" });
  };
  expect(await signOut(() => localStorage.setItem(KEY, "sid-of-b.0"))).toEqual(out);
  expect(asked).toEqual([]);
  expect(await signOut(() => localStorage.removeItem(KEY))).toEqual(out);
  expect(asked).toEqual([{ force: true, redirectURI: "http://app.localhost/" }]);
});
