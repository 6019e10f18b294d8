import { afterEach, expect, test, vi } from "vitest";
import { readItem, writeItem } from "../../src/browser/local-storage.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  localStorage.clear();
});

const closed = (): never => {
  throw new DOMException("The operation is insecure.", "SecurityError");
};

test("writes, reads and removes a key", () => {
  expect(readItem("k")).toBeNull();
  writeItem("k", "v");
  expect(readItem("k")).toBe("v");
  writeItem("k", "");
  expect(readItem("k")).toBe("");
  writeItem("k", null);
  expect(localStorage.getItem("k")).toBeNull();
});

test("a closed storage reads as empty, and refuses to be written loudly (S1, S2)", () => {
  vi.spyOn(globalThis, "localStorage", "get").mockImplementation(closed);
  expect(readItem("k")).toBeNull();
  expect(() => writeItem("k", "v")).toThrow("insecure");
  expect(() => writeItem("k", null)).toThrow("insecure");
});

test("a storage that is null reads as empty", () => {
  vi.stubGlobal("localStorage", null);
  expect(readItem("k")).toBeNull();
});
