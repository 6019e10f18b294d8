import { InMemoryWebStorage, WebStorageStateStore } from "oidc-client-ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { oidcClient, type OidcClientOptions, type OidcSession } from "../../src/legacy/oidc-client.js";
import type { LegacyProvider } from "../../src/migration/provider.js";
import {
  CLIENT_ID,
  PLAIN_CLIENT_ID,
  startLegacyProvider,
  type LegacyProviderUnderTest,
} from "./legacy-provider.js";
import { createManager, expire, type ManagerUnderTest } from "./oidc-session.js";

const signal = new AbortController().signal;
let server: LegacyProviderUnderTest;
let app: ManagerUnderTest;
let legacy: LegacyProvider<OidcSession>;

beforeAll(async () => void (server = await startLegacyProvider()));
afterAll(() => server.close());
beforeEach(() => {
  app = createManager(server);
  legacy = adapter();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  server.faults.clear();
  localStorage.clear();
  sessionStorage.clear();
  expect([...app.navigations, ...app.frames]).toEqual([]);
});

function adapter(options: Partial<OidcClientOptions> = {}): LegacyProvider<OidcSession> {
  const userManager = async (): Promise<ManagerUnderTest["manager"]> => app.manager;
  return oidcClient({
    userManager,
    send: "access_token",
    authority: server.issuer,
    client_id: CLIENT_ID,
    ...options,
  });
}

async function signedIn(account = "anna"): Promise<OidcSession> {
  await app.signIn(account);
  const session = await legacy.read(signal);
  if (!session) throw new Error("nobody");
  return session;
}

/** The requests of one path that `work` makes. */
async function requestsOf(path: string, work: () => Promise<unknown>): Promise<number> {
  const before = server.requests.length;
  await work().catch(() => undefined);
  return server.requests.slice(before).filter((request) => request === path).length;
}

describe("hint", () => {
  test("is false where no user is stored", () => {
    localStorage.setItem(`oidc.user:${server.issuer}:another`, "{}");
    expect(legacy.hint?.()).toBe(false);
  });

  test.for(["localStorage", "sessionStorage"] as const)("finds a user of the SDK in %s", async (name) => {
    app = createManager(server, { userStore: new WebStorageStateStore({ store: globalThis[name] }) });
    await app.signIn("anna");
    expect(legacy.hint?.()).toBe(true);
  });

  test("is no certainty where storage is closed (S2)", () => {
    vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("closed", "SecurityError");
    });
    expect(legacy.hint?.()).toBe(true);
  });

  test("is the app's own where its user store is no web storage, and loads no SDK", () => {
    const userManager = vi.fn<OidcClientOptions["userManager"]>();
    expect(oidcClient({ userManager, send: "id_token", hint: () => false }).hint?.()).toBe(false);
    expect(userManager).not.toHaveBeenCalled();
  });
});

describe("read", () => {
  test("is null when nobody is signed in", async () => {
    expect(await legacy.read(signal)).toBeNull();
  });

  test("gives the access token, without a request", async () => {
    await app.signIn("anna");
    const user = await app.manager.getUser();
    const requests = server.requests.length;
    expect(await legacy.read(signal)).toMatchObject({ token: user?.access_token, profile: { sub: "anna" } });
    expect(server.requests).toHaveLength(requests);
  });

  test("gives the ID token where that is sent, and the access token for the app's API", async () => {
    await app.signIn("anna");
    const user = await app.manager.getUser();
    expect(await adapter({ send: "id_token" }).read(signal)).toMatchObject({
      token: user?.id_token,
      accessToken: user?.access_token,
    });
  });

  test("cannot tell where the token to send is missing", async () => {
    await app.signIn("anna");
    const user = await app.manager.getUser();
    if (user) delete user.id_token;
    await app.manager.storeUser(user);
    expect(await adapter({ send: "id_token" }).read(signal)).toBeUndefined();
  });

  test("refreshes an expired user once, and the new token is good", async () => {
    const { token } = await signedIn();
    await expire(app.manager);
    let session: OidcSession | null | undefined;
    expect(await requestsOf("POST /token", async () => (session = await legacy.read(signal)))).toBe(1);
    expect(session?.token).not.toBe(token);
    expect(await server.accepts(session?.token ?? "")).toBe(true);
    expect(await legacy.read(signal)).toEqual(session);
  });

  test("refreshes a user that looks good when a fresh token is asked for (D4)", async () => {
    const { token } = await signedIn();
    const session = await legacy.read(signal, { fresh: true });
    expect(session).toMatchObject({ profile: { sub: "anna" } });
    expect(session?.token).not.toBe(token);
  });

  test("cannot tell while offline with an expired user, and the user stays stored (D2, L6)", async () => {
    await signedIn();
    await expire(app.manager);
    server.faults.set("*", "cut");
    expect(await legacy.read(signal)).toBeUndefined();
    expect(await app.manager.getUser()).not.toBeNull();
  });

  test("cannot tell when the refresh token is refused", async () => {
    const session = await signedIn();
    await app.manager.revokeTokens(["refresh_token"]);
    await app.manager.storeUser(
      Object.assign((await app.manager.getUser()) ?? {}, { refresh_token: "dead" }) as never,
    );
    expect(await legacy.read(signal, { fresh: true })).toBeUndefined();
    expect(await legacy.read(signal)).toMatchObject({ token: session.token });
  });

  test("leaves an expired token without a refresh token to the server's clock, and opens no iframe (D4, D6)", async () => {
    app = createManager(server, { client_id: PLAIN_CLIENT_ID });
    const { token } = await signedIn();
    await expire(app.manager);
    expect(await legacy.read(signal)).toMatchObject({ token });
    expect(await legacy.read(signal, { fresh: true })).toBeUndefined();
  });

  test("rejects, which is no answer, when the SDK cannot be loaded (D2)", async () => {
    const error = new TypeError("Failed to fetch dynamically imported module");
    const broken = adapter({ userManager: () => Promise.reject(error) });
    await expect(Promise.resolve(broken.read(signal))).rejects.toBe(error);
  });
});

describe("revoke", () => {
  test("ends this session at the provider and leaves the user's other device signed in (R2)", async () => {
    const device = createManager(server, {
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    });
    await device.signIn("anna");
    const other = (await device.manager.getUser())?.access_token ?? "";
    const session = await signedIn();
    await legacy.revoke?.(session, signal);
    expect(await server.accepts(session.token)).toBe(false);
    expect(await server.accepts(other)).toBe(true);
    await device.manager.signinSilent();
  });

  test.for([503, "cut"] as const)("rejects when the provider answers %s (R5)", async (fault) => {
    const session = await signedIn();
    server.faults.set("/token/revocation", fault);
    await expect(legacy.revoke?.(session, signal)).rejects.toThrow();
    expect(await server.accepts(session.token)).toBe(true);
    server.faults.clear();
    await legacy.revoke?.(session, signal);
    expect(await server.accepts(session.token)).toBe(false);
  });

  test("rejects when the SDK does not understand that the provider answers in plain text", async () => {
    app = createManager(server, { revokeTokenAdditionalContentTypes: [] });
    const session = await signedIn();
    await expect(legacy.revoke?.(session, signal)).rejects.toThrow("Content-Type");
  });

  test("rejects and touches nobody when another user is stored by now (R2, O5)", async () => {
    const anna = await signedIn("anna");
    const bert = await signedIn("bert");
    expect(await requestsOf("POST /token/revocation", async () => legacy.revoke?.(anna, signal))).toBe(0);
    await expect(legacy.revoke?.(anna, signal)).rejects.toThrow("not stored");
    expect(await server.accepts(bert.token)).toBe(true);
  });

  test("stops the automatic renewal, which would write the session back (R4)", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: Date.now() });
    app = createManager(server, { automaticSilentRenew: true });
    const session = await signedIn();
    const renew = vi.spyOn(app.manager, "signinSilent").mockResolvedValue(null);
    vi.advanceTimersByTime(3_550_000);
    expect(renew).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() - 3_550_000);
    await legacy.revoke?.(session, signal);
    vi.advanceTimersByTime(3_550_000);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  test("is left out where only the server can", () => {
    expect(adapter({ revoke: false })).not.toHaveProperty("revoke");
  });
});

describe("forget", () => {
  test("removes the stored user", async () => {
    const session = await signedIn();
    await legacy.forget(session, signal);
    expect(legacy.hint?.()).toBe(false);
    await legacy.forget(session, signal);
  });

  test("removes a user whose tokens were renewed meanwhile", async () => {
    const session = await signedIn();
    await app.manager.signinSilent();
    await legacy.forget(session, signal);
    expect(await app.manager.getUser()).toBeNull();
  });

  test("leaves another user who signed in meanwhile (O5)", async () => {
    const anna = await signedIn("anna");
    await app.signIn("bert");
    await legacy.forget(anna, signal);
    expect((await app.manager.getUser())?.profile.sub).toBe("bert");
  });

  test("leaves a later session of the same user where the provider names sessions", async () => {
    const session = await signedIn();
    const older = { ...session, profile: { ...session.profile, sid: "first" } };
    await legacy.forget(older, signal);
    expect(await app.manager.getUser()).not.toBeNull();
  });

  test("removes what a renewal in flight wrote back after the revocation, all of it dead (R4)", async () => {
    const session = await signedIn();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const send = globalThis.fetch;
    const answered = vi.fn<() => void>();
    vi.spyOn(globalThis, "fetch").mockImplementation(async (...request) => {
      const response = await send(...request);
      if (!String(request[0]).endsWith("/token")) return response;
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

test.for<[option: string, wrong: Record<string, unknown>]>([
  ["userManager", { userManager: {} }],
  ["send", { send: undefined }],
  ["send", { send: "refresh_token" }],
  ["hint", { client_id: undefined }],
  ["hint", { hint: true }],
])('a wrong "%s" is a TypeError that names it', ([option, wrong]) => {
  const make = (): unknown => adapter(wrong as Partial<OidcClientOptions>);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(`"${option}"`);
});
