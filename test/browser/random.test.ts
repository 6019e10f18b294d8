import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { randomKey, saltedHash } from "../../src/browser/random.js";

test("a key is 256 random bits in base64url, each another", () => {
  const keys = Array.from({ length: 200 }, randomKey);
  for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a key comes from the generator for secrets, never from Math.random (F7)", () => {
  const weak = vi.spyOn(Math, "random");
  const strong = vi.spyOn(crypto, "getRandomValues");
  randomKey();
  expect([weak.mock.calls.length, strong.mock.calls.length]).toEqual([0, 1]);
  vi.restoreAllMocks();
});

test("a key needs nothing that only a secure context has (F7)", () => {
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  vi.stubGlobal("crypto", { getRandomValues });
  expect(randomKey()).toMatch(/^[\w-]{43}$/);
  vi.unstubAllGlobals();
});

test("a hash is SHA-256 of salt, line break and text, base64url", async () => {
  const expected = createHash("sha256").update("salt\ntext ü").digest("base64url");
  expect(await saltedHash("salt", "text ü")).toBe(expected);
});

test("another salt or another text is another hash", async () => {
  const hashes = await Promise.all([saltedHash("a", "t"), saltedHash("b", "t"), saltedHash("a", "u")]);
  expect(new Set(hashes).size).toBe(3);
});
