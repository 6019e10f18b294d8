import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { keycloak, type KeycloakSession } from "../../src/legacy/keycloak.js";
import { claimsOf } from "./http-double.js";
import { createKeycloakApp, type Browser, type KeycloakApp } from "./keycloak-app.js";
import { startKeycloak, type KeycloakServer } from "./keycloak-server.js";
import { keepsTheContract } from "./provider-contract.js";
import { revokesOneSession } from "./revoke-contract.js";
import { signal } from "./use-app.js";
import { namesWrongOptions } from "./wrong-options.js";

let server: KeycloakServer;

beforeAll(async () => void (server = await startKeycloak()));
afterAll(() => server.close());
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

async function signedIn(browser?: Browser): Promise<{ app: KeycloakApp; session: KeycloakSession }> {
  const app = await createKeycloakApp(server, browser);
  await app.signIn("anna");
  return { app, session: (await app.provider().read(signal)) as KeycloakSession };
}

describe("keycloak", () => {
  keepsTheContract(() => createKeycloakApp(server), { derived: false });
});
describe("revoke of keycloak", () => {
  revokesOneSession(() => createKeycloakApp(server), /logout/);
});

describe("read", () => {
  test("gives the ID token where that is sent, and the access token for the app's API", async () => {
    const { app } = await signedIn();
    const session = (await app.provider({ send: "id_token" }).read(signal)) as KeycloakSession;
    const { sub, sid } = claimsOf(session.token);
    expect([sub, session.id]).toEqual(["anna", `anna ${String(sid)}`]);
    expect(claimsOf(session.accessToken)["typ"]).toBe("Bearer");
  });

  test("cannot tell where third-party cookies are blocked and no redirect was made (D6)", async () => {
    const browser: Browser = { init: { silentCheckSsoFallback: false }, thirdPartyCookies: "unsupported" };
    const app = await createKeycloakApp(server, browser);
    await app.signIn("anna");
    expect(app.keycloak.authenticated).toBe(false);
    expect(await app.provider().read(signal)).toBeUndefined();
  });

  test("cannot tell before the SDK was initialised (D2)", async () => {
    const app = await createKeycloakApp(server);
    app.keycloak.didInitialize = false;
    expect(await app.provider().read(signal)).toBeUndefined();
  });

  test("cannot tell when the refresh token is refused, and finds nobody after that", async () => {
    const { app, session } = await signedIn();
    await app.provider().revoke?.(session, signal);
    await expect(app.provider().read(signal, { fresh: true })).rejects.toThrow(/./);
    expect(await app.provider().read(signal)).toBeNull();
  });

  test("cannot tell without an ID token, by which one session is told from the next", async () => {
    const { app } = await signedIn();
    delete app.keycloak.idToken;
    expect(await app.provider().read(signal)).toBeUndefined();
  });
});

test("the hint is the app's own where it has one", async () => {
  const { app } = await signedIn();
  expect(app.provider({ hint: () => false }).hint?.()).toBe(false);
});

test("a later session of the same user is neither revoked nor forgotten (O5)", async () => {
  const { app, session } = await signedIn();
  await app.signIn("anna");
  await expect(app.provider().revoke?.(session, signal)).rejects.toThrow("not stored");
  await app.provider().forget(session, signal);
  expect(await app.provider().read(signal)).toMatchObject({ id: expect.stringMatching(/^anna /) as unknown });
});

test("forget does not lead to the log-in page of an app that requires a log-in (R3)", async () => {
  const { app, session } = await signedIn();
  const login = vi.spyOn(app.keycloak, "login").mockResolvedValue();
  app.keycloak.loginRequired = true;
  await app.provider().forget(session, signal);
  expect(app.keycloak.token).toBeUndefined();
  expect(login).not.toHaveBeenCalled();
});

test("revoke is left out where other apps share the session", async () => {
  expect((await createKeycloakApp(server)).provider({ revoke: false })).not.toHaveProperty("revoke");
});

namesWrongOptions(
  (options) =>
    keycloak({ client: () => Promise.reject(new Error("not loaded")), send: "id_token", ...options }),
  [
    ["client", { client: {} }],
    ["send", { send: "refresh_token" }],
    ["send", { send: undefined }],
    ["hint", { hint: true }],
  ],
);
