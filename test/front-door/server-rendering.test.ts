// @vitest-environment node
import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { migrateOnLoad, type MigrateOptions, type MigrationState } from "../../src/index.js";
import { goodOptions, optionsWith } from "./options-under-test.js";

const called = vi.fn<() => never>(() => {
  throw new Error("called on a server");
});

function inert(): MigrateOptions {
  const { authgear, exchange } = goodOptions();
  const legacy = { name: "fake", hint: called, read: called, forget: called, revoke: called };
  return {
    authgear: { ...authgear, container: called },
    legacy,
    exchange: { url: exchange as string, fetch: called, headers: called },
    enabled: called,
    onEvent: called,
  };
}

test("there is no page here", () => {
  expect([typeof document, typeof window, typeof localStorage]).toEqual([
    "undefined",
    "undefined",
    "undefined",
  ]);
});

test("importing whatever a browser loads does nothing on a server (F3)", async () => {
  const fetch = vi.spyOn(globalThis, "fetch");
  // Node sets its HTTP client up at the first use of any part of it.
  expect(new Request("http://localhost").method).toBe("GET");
  const before = Reflect.ownKeys(globalThis);
  const legacy = readdirSync(new URL("../../src/legacy", import.meta.url)).filter((name) =>
    name.endsWith(".ts"),
  );
  for (const name of ["index.ts", "engine.ts", ...legacy.map((file) => `legacy/${file}`)]) {
    const loaded = (await import(`../../src/${name}`)) as object;
    expect(Object.keys(loaded).length).toBeGreaterThan(0);
  }
  expect(fetch).not.toHaveBeenCalled();
  expect(Reflect.ownKeys(globalThis).filter((key) => !before.includes(key))).toEqual([]);
});

test("is pending, then kept and unsupported, and calls nothing (F3, F4)", async () => {
  const timer = vi.spyOn(globalThis, "setTimeout");
  const migration = migrateOnLoad(inert());
  const seen: MigrationState[] = [migration.getState()];
  migration.subscribe((state) => seen.push(state));
  const outcome = await migration;
  expect(outcome).toEqual({ status: "kept", session: "unknown", reason: "unsupported" });
  expect(seen).toEqual([{ status: "pending" }, outcome]);
  expect(migration.getState()).toBe(outcome);
  expect(await migration.authorization()).toBeNull();
  expect([called.mock.calls.length, timer.mock.calls.length]).toEqual([0, 0]);
});

test("one request knows nothing of another", () => {
  expect(migrateOnLoad(inert())).not.toBe(migrateOnLoad(inert()));
  expect(Object.getOwnPropertySymbols(globalThis)).not.toContain(Symbol.for("authgear-session-migration"));
});

test("a relative address and a wrong option are judged as on a page", () => {
  expect(() => migrateOnLoad(optionsWith("exchange", "/a?b=c"))).toThrow('"exchange" is "/a?b=c"');
  expect(() => migrateOnLoad(optionsWith("budgetMs", 5))).toThrow('"budgetMs" is 5');
});

test("signing out and asking again throw nothing", async () => {
  const migration = migrateOnLoad({ ...goodOptions(), enabled: false });
  expect(await migration.retry()).toMatchObject({ status: "kept" });
  const out = await migration.signOut({ redirectURI: "http://app.localhost/" });
  expect(out).toEqual({ legacy: "pending", authgear: "pending" });
});
