// @vitest-environment node
import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  cookieSession,
  type CookieSession,
  type CookieSessionOptions,
} from "../../src/legacy/cookie-session.js";
import type { LegacyProvider } from "../../src/migration/provider.js";
import {
  createCookieBrowser,
  startCookieServer,
  type CookieBrowser,
  type CookieServer,
} from "./cookie-browser.js";
import { namesWrongOptions } from "./wrong-options.js";

const signal = new AbortController().signal;
const cookie: CookieSession = { cookie: true };
let server: CookieServer;
let browser: CookieBrowser;
let legacy: LegacyProvider<CookieSession>;
let down: boolean;

beforeEach(() => {
  server = startCookieServer();
  down = false;
  browser = createCookieBrowser(async (request) =>
    down ? new Response(null, { status: 503 }) : server(request),
  );
  legacy = adapter();
});

function adapter(options: Partial<CookieSessionOptions> = {}): LegacyProvider<CookieSession> {
  return cookieSession({
    present: () => browser.visible().includes("signed-in="),
    async revoke() {
      const { ok, status } = await browser.post("/sign-out");
      if (!ok) throw new Error(`${status}`);
    },
    forget: () => browser.unmark(),
    ...options,
  });
}

describe("a session of better-auth", () => {
  test("is null, and the hint false, when nobody is signed in", () => {
    expect(legacy.hint?.()).toBe(false);
    expect(legacy.read(signal)).toBeNull();
  });

  test("is told by the marker, because script sees no other cookie (D6)", async () => {
    await browser.signIn("anna");
    expect(browser.visible()).toBe("signed-in=1");
    expect(legacy.hint?.()).toBe(true);
    expect(legacy.read(signal)).toEqual(cookie);
    expect(await browser.user()).toBe("anna");
  });

  test("cannot be told where the app's look throws (D2)", () => {
    const present = (): boolean => {
      throw new DOMException("closed", "SecurityError");
    };
    expect(adapter({ present }).read(signal)).toBeUndefined();
    expect(adapter({ present }).hint?.()).toBe(true);
  });

  test("is still told when the server has ended it: only the server can see that", async () => {
    await browser.signIn("anna");
    await browser.post("/sign-out");
    expect(legacy.read(signal)).toEqual(cookie);
    expect(await browser.user()).toBeUndefined();
  });
});

test("two accounts look the same: the exchange server, which sees the cookie, tells them apart (R13)", async () => {
  await browser.signIn("anna");
  const anna = legacy.read(signal);
  await browser.post("/sign-out");
  await browser.signIn("bert");
  expect(await browser.user()).toBe("bert");
  expect(legacy.read(signal)).toEqual(anna);
});

describe("revoke", () => {
  test("ends this session and leaves the user's other device signed in (R2)", async () => {
    const device = createCookieBrowser(server);
    await device.signIn("anna");
    await browser.signIn("anna");
    await legacy.revoke?.(cookie, signal);
    expect(await browser.user()).toBeUndefined();
    expect(await device.user()).toBe("anna");
  });

  test("rejects as the app's own request does, and works later (R5)", async () => {
    await browser.signIn("anna");
    down = true;
    await expect(legacy.revoke?.(cookie, signal)).rejects.toThrow("503");
    down = false;
    expect(await browser.user()).toBe("anna");
    await legacy.revoke?.(cookie, signal);
    expect(await browser.user()).toBeUndefined();
  });

  test("rejects without a request when the marker is gone by now", async () => {
    const revoke = vi.fn<(stop: AbortSignal) => Promise<void>>();
    await expect(adapter({ revoke }).revoke?.(cookie, signal)).rejects.toThrow("not stored");
    expect(revoke).not.toHaveBeenCalled();
  });

  test("hands over the signal, and is left out where the app has none", async () => {
    const revoke = vi.fn<(stop: AbortSignal) => Promise<void>>();
    await adapter({ revoke, present: () => true }).revoke?.(cookie, signal);
    expect(revoke).toHaveBeenCalledExactlyOnceWith(signal);
    expect(cookieSession({ present: () => true })).not.toHaveProperty("revoke");
  });
});

describe("forget", () => {
  test("removes the marker, as the app says how", async () => {
    await browser.signIn("anna");
    await legacy.forget(cookie, signal);
    expect(legacy.hint?.()).toBe(false);
  });

  test("leaves the cookie alone, which no script can reach", async () => {
    await browser.signIn("anna");
    await cookieSession({ present: () => true }).forget(cookie, signal);
    expect(await browser.user()).toBe("anna");
  });
});

namesWrongOptions(
  (options) => adapter(options),
  [
    ["present", { present: undefined }],
    ["present", { present: true }],
    ["revoke", { revoke: "/sign-out" }],
    ["forget", { forget: null }],
  ],
);
