import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { signOutHere } from "../../src/front-door/sign-out-here.js";
import { storageOf } from "../../src/front-door/storage.js";
import { migrateOnLoad } from "../../src/index.js";
import { goodOptions } from "./options-under-test.js";

const TOKEN = "authgear_default_refreshToken";
const marker = (clientID: string): string => `authgear-session-migration:${clientID}`;

const gone = vi.hoisted(() => ({ session: false }));
vi.mock("../../src/session.js", async (original) => {
  const real = await original<object>();
  // What a chunk that is no longer on the server looks like to its importer.
  return {
    ...real,
    get openSession(): unknown {
      if (gone.session) throw new TypeError("Failed to fetch dynamically imported module");
      const open: unknown = Reflect.get(real, "openSession");
      return open;
    },
  };
});

beforeEach(() => localStorage.clear());
afterEach(() => {
  gone.session = false;
  localStorage.clear();
});

test("signs out here in one synchronous step, also where nothing more can be loaded (promise 4, R9)", async () => {
  gone.session = true;
  localStorage.setItem(TOKEN, "sid-1.secret");
  const { authgear, ...options } = goodOptions();
  const legacy = { ...options.legacy, hint: () => false };
  const migration = migrateOnLoad({
    ...options,
    legacy,
    authgear: { ...authgear, clientID: "no-session-chunk" },
  });
  expect(migration.getState()).toMatchObject({ status: "signed-in" });

  const result = migration.signOut({ redirectURI: "http://app.localhost/" });

  expect(localStorage.getItem(TOKEN)).toBeNull();
  expect(migration.getState()).toEqual({ status: "no-session", session: "none" });
  expect(JSON.parse(localStorage.getItem(marker("no-session-chunk")) ?? "")).toMatchObject({
    tombstone: [{ sid: "sid-1", pending: 1 }],
  });
  expect(await result).toEqual({ legacy: "pending", authgear: "pending" });
});

test("deletes the session that this tab shows and no other (R6)", () => {
  const keys = { token: TOKEN, marker: marker("other") };
  localStorage.setItem(TOKEN, "sid-of-b.secret");
  expect(signOutHere(storageOf(keys), "sid-of-a").token).toBeUndefined();
  expect(localStorage.getItem(TOKEN)).toBe("sid-of-b.secret");
});

test("each sign-out is later than the last, whatever the clock says (T9)", () => {
  const keys = { token: TOKEN, marker: marker("clock") };
  localStorage.setItem(keys.marker, JSON.stringify({ v: 1, epoch: 9e15 - 1 }));
  expect(signOutHere(storageOf(keys), undefined).stone.epoch).toBe(9e15);
});
