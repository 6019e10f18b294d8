import { afterEach, expect, test, vi } from "vitest";
import { isCallback, isUnsupported } from "../../src/browser/page.js";

const inner = window as unknown as { top: unknown };
const { top } = inner;

afterEach(() => {
  vi.unstubAllGlobals();
  Object.defineProperty(window, "top", { value: top, configurable: true });
  history.replaceState(null, "", "/");
});

test("a page of its own is supported", () => {
  expect(isUnsupported()).toBe(false);
});

test("an embedded page is not (S11)", () => {
  Object.defineProperty(window, "top", { value: {}, configurable: true });
  expect(isUnsupported()).toBe(true);
});

test("a page whose localStorage is closed is not (S2)", () => {
  const closed = vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  });
  expect(isUnsupported()).toBe(true);
  closed.mockRestore();
});

test.for<[string, unknown, string]>([
  ["localStorage is null", null, "localStorage"],
  ["there is no crypto", undefined, "crypto"],
  ["crypto is that of an insecure context", { getRandomValues: () => {} }, "crypto"],
])("a page where %s is not (F7)", ([, value, name]) => {
  vi.stubGlobal(name, value);
  expect(isUnsupported()).toBe(true);
});

test.for<[string, boolean]>([
  ["/", false],
  ["/?code=1&state=2", true],
  ["/?state=2&code=1", true],
  ["/?error=access_denied&state=2", true],
  ["/#state=2&code=1", true],
  ["/?a=b#x&code=1&state=2", true],
  ["/?code=1", false],
  ["/?code=SUMMER-SALE-2026", false],
  // Authgear sends a state back only where one was given.
  ["/?code=Zb3mKq0T7xYc9LdPw2VnRf5GhJs8AeUk", true],
  ["/?error=access_denied&error_description=cancelled", true],
  ["/?error=out-of-stock", false],
  ["/?state=open", false],
  ["/?postcode=1&estate=2", false],
  ["/code=1/state=2", false],
])("%s: another log-in's answer stands in the address: %s (F5)", ([address, expected]) => {
  history.replaceState(null, "", address);
  expect(isCallback()).toBe(expected);
});
