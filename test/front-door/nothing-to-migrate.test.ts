import type { WebContainer } from "@authgear/web";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { migrateOnLoad, type MigrateOptions } from "../../src/index.js";
import type { Marker } from "../../src/migration/marker.js";
import { goodOptions } from "./options-under-test.js";

const engine = vi.hoisted(() => ({ imported: 0 }));
vi.mock("../../src/engine.js", () => {
  engine.imported++;
  return { startEngine: () => expect.unreachable("the engine was started") };
});

const TOKEN = "authgear_default_refreshToken";
let clients = 0;

/** What a page must not pay for. */
const costs = {
  read: vi.fn<() => null>(() => null),
  forget: vi.fn<() => void>(),
  container: vi.fn<() => Promise<WebContainer>>(),
  onEvent: vi.fn<() => void>(),
  fetch: vi.fn<typeof fetch>(),
  open: vi.spyOn(indexedDB, "open"),
  channel: vi.fn<() => void>(),
  listener: vi.spyOn(globalThis, "addEventListener"),
};

interface Visit {
  token?: string;
  marker?: Partial<Marker>;
  hint?: () => boolean;
  enabled?: MigrateOptions["enabled"];
}

function visit({ token, marker, hint, enabled }: Visit): ReturnType<typeof migrateOnLoad> {
  const clientID = `client-${++clients}`;
  if (token) localStorage.setItem(TOKEN, token);
  if (marker)
    localStorage.setItem(`authgear-session-migration:${clientID}`, JSON.stringify({ v: 1, ...marker }));
  const options = goodOptions();
  return migrateOnLoad({
    ...options,
    authgear: { ...options.authgear, clientID, container: costs.container },
    legacy: { ...options.legacy, read: costs.read, forget: costs.forget, ...(hint && { hint }) },
    onEvent: costs.onEvent,
    ...(enabled !== undefined && { enabled }),
  });
}

beforeEach(() => {
  vi.stubGlobal("fetch", costs.fetch);
  vi.stubGlobal("BroadcastChannel", costs.channel);
  for (const cost of Object.values(costs)) cost.mockClear();
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const SIGNED_IN = { status: "signed-in", session: "authgear" };
const NO_SESSION = { status: "no-session", session: "none" };
const NOT_SELECTED = { status: "kept", session: "unknown", reason: "not-selected" };
const off = (): never => {
  throw new Error("flag service");
};
const nobody = (): boolean => false;
const stone = { epoch: 1, at: 1 };

describe("a page with nothing to migrate pays almost nothing (promise 8)", () => {
  test.for<[string, Visit, object]>([
    ["a visitor", { hint: nobody }, NO_SESSION],
    ["a visitor who was here before", { hint: nobody, marker: { done: "ref" } }, NO_SESSION],
    ["a visitor whose token vanished", { hint: nobody, marker: { open: 1 } }, NO_SESSION],
    [
      "a visitor who signed out, and the server knows",
      { hint: nobody, marker: { tombstone: [stone] } },
      NO_SESSION,
    ],
    ["a user of Authgear alone", { token: "sid.t", hint: nobody }, SIGNED_IN],
    ["a user who has moved", { token: "sid.t", marker: { done: "ref" } }, SIGNED_IN],
    [
      "a user who has moved and whose legacy session stays",
      { token: "sid.t", marker: { done: "ref", kept: 1 } },
      SIGNED_IN,
    ],
    ["switched off: a visitor", { enabled: false, hint: nobody }, NO_SESSION],
    ["switched off: cannot tell", { enabled: false }, NOT_SELECTED],
    ["switched off by a flag: a legacy user", { enabled: () => false, hint: () => true }, NOT_SELECTED],
    [
      "switched off: a user of Authgear with work left",
      { enabled: false, token: "sid.t", marker: { open: 1 } },
      SIGNED_IN,
    ],
    ["a flag that throws counts as off (P1)", { enabled: off, hint: () => true }, NOT_SELECTED],
    ["off, and a hint that throws: cannot tell", { enabled: false, hint: off }, NOT_SELECTED],
  ])("%s", async ([, page, outcome]) => {
    const migration = visit(page);
    // Certain, so it is told at once.
    expect(migration.getState()).toEqual(outcome);
    expect(await migration).toEqual(outcome);
    for (const [name, { mock }] of Object.entries(costs)) expect([name, mock.calls]).toEqual([name, []]);
    expect(engine.imported).toBe(0);
  });

  test("the container is loaded and configured when it is asked for, once", async () => {
    const configure = vi.fn<WebContainer["configure"]>(async () => {});
    const container = { name: "default", configure } as Partial<WebContainer> as WebContainer;
    costs.container.mockResolvedValue(container);
    const migration = visit({ hint: nobody });
    await migration;
    expect(costs.container).not.toHaveBeenCalled();
    expect([await migration.authgear, await migration.authgear]).toEqual([container, container]);
    expect(costs.container).toHaveBeenCalledOnce();
    expect(configure).toHaveBeenCalledExactlyOnceWith({
      clientID: `client-${clients}`,
      endpoint: "http://authgear.localhost:4000",
      sessionType: "refresh_token",
    });
  });

  test("a container that cannot be loaded is asked for again the next time", async () => {
    costs.container.mockRejectedValueOnce(new TypeError("chunk"));
    const migration = visit({ hint: nobody });
    await expect(migration.authgear).rejects.toThrow("chunk");
    const container = { name: "default", configure: async () => {} } as Partial<WebContainer> as WebContainer;
    costs.container.mockResolvedValueOnce(container);
    expect(await migration.authgear).toBe(container);
  });

  test("a loader of a container with a name of its own is refused: its key would be another", async () => {
    const configure = vi.fn<WebContainer["configure"]>();
    const named = { name: "mine", configure } as Partial<WebContainer> as WebContainer;
    costs.container.mockResolvedValueOnce(named);
    await expect(visit({ hint: nobody }).authgear).rejects.toThrow(
      '"authgear.container" has a name, pass it without a loader',
    );
    expect(configure).not.toHaveBeenCalled();
  });

  test("a container without any name, as a test makes one, counts as the default one", async () => {
    const container = { configure: async () => {} } as Partial<WebContainer> as WebContainer;
    costs.container.mockResolvedValueOnce(container);
    expect(await visit({ hint: nobody }).authgear).toBe(container);
  });

  test("the session that holds is none, so there is nothing to authorise with", async () => {
    expect(await visit({ hint: nobody }).authorization()).toBeNull();
    expect(costs.read).not.toHaveBeenCalled();
  });

  // Proves that the counter above counts. Last, because a module is imported once.
  test("the engine is loaded where there may be somebody to move, and a missing one keeps the user", async () => {
    const migration = visit({});
    expect(migration.getState()).toEqual({ status: "pending" });
    expect(await migration).toMatchObject({
      status: "kept",
      session: "unknown",
      reason: "try-later",
      error: { code: "engine-unavailable", step: "load", retryable: true },
    });
    expect(engine.imported).toBe(1);
  });
});
