import { afterEach, describe, expect, test, vi } from "vitest";
import { storedToken, type StoredTokenOptions } from "../../src/legacy/stored-token.js";

const signal = new AbortController().signal;
const KEY = "app-token";
const closed = (): never => {
  throw new DOMException("closed", "SecurityError");
};
const parse = (text: string): string | null | undefined =>
  (JSON.parse(text) as { token?: string | null }).token;

afterEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe("read", () => {
  test("gives the token of localStorage", () => {
    localStorage.setItem(KEY, "t-1");
    expect(storedToken({ key: KEY }).read(signal)).toEqual({ token: "t-1" });
  });

  test("gives the token of another storage with its type", () => {
    sessionStorage.setItem(KEY, "t-1");
    const tokenType = "urn:ietf:params:oauth:token-type:jwt";
    const legacy = storedToken({ key: KEY, storage: () => sessionStorage, tokenType });
    expect(legacy.read(signal)).toEqual({ token: "t-1", tokenType });
  });

  test("takes the token out of what it is wrapped in (D5)", () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t-1", user: "anna" }));
    expect(storedToken({ key: KEY, parse }).read(signal)).toEqual({ token: "t-1" });
  });

  // The hint and the read never contradict each other.
  test.for<[what: string, stored: string | null, options: Partial<StoredTokenOptions>, read: unknown]>([
    ["no key", null, {}, null],
    ["an empty text", "", {}, null],
    ["a stored null", "null", {}, null],
    ["a stored undefined", "undefined", { parse }, null],
    ["a wrapper that says that nobody is there", '{"token":null}', { parse }, null],
    ["a wrapper with an empty token", '{"token":""}', { parse }, null],
    ["a wrapper that the app cannot make out", "{}", { parse }, undefined],
    ["a text that is cut off (D2)", '{"token":', { parse }, undefined],
    ["a closed storage (S2)", "t-1", { storage: closed }, undefined],
  ])("of %s", ([, stored, options, read]) => {
    if (stored !== null) localStorage.setItem(KEY, stored);
    const legacy = storedToken({ key: KEY, ...options });
    expect(legacy.read(signal)).toBe(read);
    expect(legacy.hint?.()).toBe(read === undefined);
  });
});

describe("hint", () => {
  test("is true where a token is stored", () => {
    localStorage.setItem(KEY, "t-1");
    expect(storedToken({ key: KEY }).hint?.()).toBe(true);
  });

  test("looks when it is asked, not when it is made", () => {
    const legacy = storedToken({ key: KEY });
    localStorage.setItem(KEY, "t-1");
    expect(legacy.hint?.()).toBe(true);
  });
});

describe("forget", () => {
  test("removes the key and no other", async () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t-1" }));
    localStorage.setItem("other", "kept");
    const legacy = storedToken({ key: KEY, parse });
    await legacy.forget({ token: "t-1" }, signal);
    expect(localStorage.getItem(KEY)).toBeNull();
    expect(localStorage.getItem("other")).toBe("kept");
    await legacy.forget({ token: "t-1" }, signal);
  });

  test("leaves a token that was written meanwhile (O5)", async () => {
    localStorage.setItem(KEY, "t-2");
    await storedToken({ key: KEY }).forget({ token: "t-1" }, signal);
    expect(localStorage.getItem(KEY)).toBe("t-2");
  });
});

describe("revoke", () => {
  test("hands over the token and the signal, and passes a refusal on (R5)", async () => {
    const refused = new Error("503");
    const revoke = vi.fn<(token: string, signal: AbortSignal) => Promise<void>>().mockRejectedValue(refused);
    const legacy = storedToken({ key: KEY, revoke });
    await expect(legacy.revoke?.({ token: "t-1" }, signal)).rejects.toBe(refused);
    expect(revoke).toHaveBeenCalledExactlyOnceWith("t-1", signal);
  });

  test("is left out where the app has none", () => {
    expect(storedToken({ key: KEY })).not.toHaveProperty("revoke");
  });
});

test.for<[option: string, wrong: Record<string, unknown>]>([
  ["key", { key: undefined }],
  ["key", { key: "" }],
  ["key", { key: () => KEY }],
  ["storage", { storage: "localStorage" }],
  ["parse", { parse: "token" }],
  ["revoke", { revoke: true }],
])('a wrong "%s" is a TypeError that names it', ([option, wrong]) => {
  const make = (): unknown => storedToken({ key: KEY, ...wrong });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(`"${option}"`);
});
