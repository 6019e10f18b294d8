import { afterEach, expect, test, vi } from "vitest";
import type * as frontDoor from "../../src/index.js";
import { migrateOnLoad } from "../../src/index.js";
import { goodOptions, optionsWith } from "./options-under-test.js";

const nobody = (clientID: string): ReturnType<typeof goodOptions> => {
  const { authgear, legacy, exchange } = goodOptions();
  return { authgear: { ...authgear, clientID }, legacy: { ...legacy, hint: () => false }, exchange };
};

afterEach(() => void vi.resetModules());

test("a second call for the same client joins the first run (F1)", () => {
  const hint = vi.fn<() => boolean>(() => false);
  const { legacy, ...options } = nobody("twice");
  const first = migrateOnLoad({ ...options, legacy: { ...legacy, hint } });
  const second = migrateOnLoad({ ...options, legacy: { ...legacy, hint } });
  expect(second).toBe(first);
  expect(hint).toHaveBeenCalledOnce();
});

test("another client has a run of its own", () => {
  expect(migrateOnLoad(nobody("one"))).not.toBe(migrateOnLoad(nobody("other")));
});

test("a second copy of the module joins as well (F2)", async () => {
  const first = migrateOnLoad(nobody("two-copies"));
  vi.resetModules();
  const copy: typeof frontDoor = await import("../../src/index.js");
  expect(copy.migrateOnLoad).not.toBe(migrateOnLoad);
  expect(copy.migrateOnLoad(nobody("two-copies"))).toBe(first);
});

test("a wrong option is refused also where a run could be joined", () => {
  void migrateOnLoad(nobody("spa"));
  expect(() => migrateOnLoad(optionsWith("budgetMs", 1))).toThrow(TypeError);
});
