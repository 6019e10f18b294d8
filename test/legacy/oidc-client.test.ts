import { WebStorageStateStore, type UserManagerSettings } from "oidc-client-ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { oidcClient, type OidcClientOptions, type OidcSession } from "../../src/legacy/oidc-client.js";
import type { LegacyProvider } from "../../src/migration/provider.js";
import { PLAIN_CLIENT_ID, startLegacyProvider, type LegacyProviderUnderTest } from "./legacy-provider.js";
import {
  adapter,
  createManager,
  expire,
  requestsOf,
  signedIn,
  type ManagerUnderTest,
} from "./oidc-session.js";

const signal = new AbortController().signal;
let server: LegacyProviderUnderTest;
let app: ManagerUnderTest;
let legacy: LegacyProvider<OidcSession>;

beforeAll(async () => void (server = await startLegacyProvider()));
afterAll(() => server.close());
beforeEach(() => start());
afterEach(() => {
  vi.restoreAllMocks();
  server.faults.clear();
  localStorage.clear();
  sessionStorage.clear();
});

function start(settings?: Partial<UserManagerSettings>): void {
  app = createManager(server, settings);
  legacy = adapter(server, app);
}

describe("hint", () => {
  test("is false where no user is stored", () => {
    localStorage.setItem(`oidc.user:${server.issuer}:another`, "{}");
    expect(legacy.hint?.()).toBe(false);
  });

  test.for(["localStorage", "sessionStorage"] as const)("finds a user of the SDK in %s", async (name) => {
    start({ userStore: new WebStorageStateStore({ store: globalThis[name] }) });
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
    expect(await adapter(server, app, { send: "id_token" }).read(signal)).toMatchObject({
      token: user?.id_token,
      accessToken: user?.access_token,
    });
  });

  test("cannot tell where the token to send is missing", async () => {
    await app.signIn("anna");
    const user = await app.manager.getUser();
    if (user) delete user.id_token;
    await app.manager.storeUser(user);
    expect(await adapter(server, app, { send: "id_token" }).read(signal)).toBeUndefined();
  });

  test("refreshes an expired user once, and the new token is good", async () => {
    const { token } = await signedIn(server, app);
    await expire(app.manager);
    let session: OidcSession | null | undefined;
    expect(await requestsOf(server, "POST /token", async () => (session = await legacy.read(signal)))).toBe(
      1,
    );
    expect(session?.token).not.toBe(token);
    expect(await server.accepts(session?.token ?? "")).toBe(true);
    expect(await legacy.read(signal)).toEqual(session);
  });

  test("refreshes a user that looks good when a fresh token is asked for (D4)", async () => {
    const { token } = await signedIn(server, app);
    const session = await legacy.read(signal, { fresh: true });
    expect(session).toMatchObject({ profile: { sub: "anna" } });
    expect(session?.token).not.toBe(token);
  });

  test("cannot tell while offline with an expired user, and the user stays stored (D2, L6)", async () => {
    await signedIn(server, app);
    await expire(app.manager);
    server.faults.set("*", "cut");
    expect(await legacy.read(signal)).toBeUndefined();
    expect(await app.manager.getUser()).not.toBeNull();
  });

  test("cannot tell when the refresh token is refused", async () => {
    const session = await signedIn(server, app);
    await app.manager.revokeTokens(["refresh_token"]);
    await app.manager.storeUser(
      Object.assign((await app.manager.getUser()) ?? {}, { refresh_token: "dead" }) as never,
    );
    expect(await legacy.read(signal, { fresh: true })).toBeUndefined();
    expect(await legacy.read(signal)).toMatchObject({ token: session.token });
  });

  test("leaves an expired token without a refresh token to the server's clock, and opens no iframe (D4, D6)", async () => {
    start({ client_id: PLAIN_CLIENT_ID });
    const { token } = await signedIn(server, app);
    await expire(app.manager);
    expect(await legacy.read(signal)).toMatchObject({ token });
    expect(await legacy.read(signal, { fresh: true })).toBeUndefined();
    expect([...app.frames, ...app.navigations]).toEqual([]);
  });

  test("rejects, which is no answer, when the SDK cannot be loaded (D2)", async () => {
    const error = new TypeError("Failed to fetch dynamically imported module");
    const broken = adapter(server, app, { userManager: () => Promise.reject(error) });
    await expect(Promise.resolve(broken.read(signal))).rejects.toBe(error);
  });
});

test.for<[option: string, wrong: Record<string, unknown>]>([
  ["userManager", { userManager: {} }],
  ["send", { send: undefined }],
  ["send", { send: "refresh_token" }],
  ["hint", { client_id: undefined }],
  ["hint", { hint: true }],
])('a wrong "%s" is a TypeError that names it', ([option, wrong]) => {
  const make = (): unknown => adapter(server, app, wrong);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(`"${option}"`);
});
