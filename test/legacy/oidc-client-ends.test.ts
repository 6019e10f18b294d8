import { InMemoryWebStorage, WebStorageStateStore, type UserManagerSettings } from "oidc-client-ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OidcSession } from "../../src/legacy/oidc-client.js";
import type { LegacyProvider } from "../../src/migration/provider.js";
import { startLegacyProvider, type LegacyProviderUnderTest } from "./legacy-provider.js";
import { adapter, createManager, requestsOf, signedIn, type ManagerUnderTest } from "./oidc-session.js";

const signal = new AbortController().signal;
let server: LegacyProviderUnderTest;
let app: ManagerUnderTest;
let legacy: LegacyProvider<OidcSession>;

beforeAll(async () => void (server = await startLegacyProvider()));
afterAll(() => server.close());
beforeEach(() => start());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  server.faults.clear();
  localStorage.clear();
});

function start(settings?: Partial<UserManagerSettings>): void {
  app = createManager(server, settings);
  legacy = adapter(server, app);
}

describe("revoke", () => {
  test("ends this session at the provider and leaves the user's other device signed in (R2)", async () => {
    const device = createManager(server, {
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    });
    await device.signIn("anna");
    const other = (await device.manager.getUser())?.access_token ?? "";
    const session = await signedIn(server, app);
    await legacy.revoke?.(session, signal);
    expect(await server.accepts(session.token)).toBe(false);
    expect(await server.accepts(other)).toBe(true);
    await device.manager.signinSilent();
  });

  test.for([
    [503, "Service Unavailable"],
    ["cut", "fetch"],
  ] as const)("rejects when the provider answers %s (R5)", async ([fault, reason]) => {
    const session = await signedIn(server, app);
    server.faults.set("/token/revocation", fault);
    await expect(legacy.revoke?.(session, signal)).rejects.toThrow(reason);
    expect(await server.accepts(session.token)).toBe(true);
    server.faults.clear();
    await legacy.revoke?.(session, signal);
    expect(await server.accepts(session.token)).toBe(false);
  });

  test("rejects when the SDK does not understand that the provider answers in plain text", async () => {
    start({ revokeTokenAdditionalContentTypes: [] });
    const session = await signedIn(server, app);
    await expect(legacy.revoke?.(session, signal)).rejects.toThrow("Content-Type");
  });

  test("rejects and touches nobody when another user is stored by now (R2, O5)", async () => {
    const anna = await signedIn(server, app);
    const bert = await signedIn(server, app, "bert");
    expect(
      await requestsOf(server, "POST /token/revocation", async () => legacy.revoke?.(anna, signal)),
    ).toBe(0);
    await expect(legacy.revoke?.(anna, signal)).rejects.toThrow("not stored");
    expect(await server.accepts(bert.token)).toBe(true);
  });

  test("stops the automatic renewal, which would write the session back (R4)", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: Date.now() });
    start({ automaticSilentRenew: true });
    const session = await signedIn(server, app);
    const renew = vi.spyOn(app.manager, "signinSilent").mockResolvedValue(null);
    vi.advanceTimersByTime(3_550_000);
    expect(renew).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() - 3_550_000);
    await legacy.revoke?.(session, signal);
    vi.advanceTimersByTime(3_550_000);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  test("is left out where only the server can", () => {
    expect(adapter(server, app, { revoke: false })).not.toHaveProperty("revoke");
  });
});

describe("forget", () => {
  test("removes the stored user", async () => {
    const session = await signedIn(server, app);
    await legacy.forget(session, signal);
    expect(legacy.hint?.()).toBe(false);
    await legacy.forget(session, signal);
  });

  test("removes a user whose tokens were renewed meanwhile", async () => {
    const session = await signedIn(server, app);
    await app.manager.signinSilent();
    await legacy.forget(session, signal);
    expect(await app.manager.getUser()).toBeNull();
  });

  test("leaves another user who signed in meanwhile (O5)", async () => {
    const anna = await signedIn(server, app);
    await app.signIn("bert");
    await legacy.forget(anna, signal);
    expect((await app.manager.getUser())?.profile.sub).toBe("bert");
  });

  test("leaves a later session of the same user where the provider names sessions", async () => {
    const session = await signedIn(server, app);
    const older = { ...session, profile: { ...session.profile, sid: "first" } };
    await legacy.forget(older, signal);
    expect(await app.manager.getUser()).not.toBeNull();
  });

  test("removes what a renewal in flight wrote back after the revocation, all of it dead (R4)", async () => {
    const session = await signedIn(server, app);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const send = globalThis.fetch;
    const answered = vi.fn<() => void>();
    vi.spyOn(globalThis, "fetch").mockImplementation(async (...request) => {
      const response = await send(...request);
      if (!response.url.endsWith("/token")) return response;
      answered();
      await held;
      return response;
    });
    const renewal = app.manager.signinSilent();
    await vi.waitFor(() => expect(answered).toHaveBeenCalled());
    await legacy.revoke?.(session, signal);
    release();
    const renewed = (await renewal)?.access_token ?? "";
    expect((await app.manager.getUser())?.access_token).toBe(renewed);
    await legacy.forget(session, signal);
    expect(await app.manager.getUser()).toBeNull();
    expect(await server.accepts(renewed)).toBe(false);
  });
});
