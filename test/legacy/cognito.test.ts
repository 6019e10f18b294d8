import { signOut } from "@aws-amplify/auth";
import { Amplify, sessionStorage as amplifySessionStorage } from "@aws-amplify/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { cognito, type CognitoClient } from "../../src/legacy/cognito.js";
import { CLIENT_ID, createCognitoApp, startCognito, type CognitoServer } from "./cognito-app.js";
import { claimsOf } from "./http-double.js";
import { keepsTheContract } from "./provider-contract.js";
import { revokesOneSession } from "./revoke-contract.js";
import { signal } from "./use-app.js";
import { namesWrongOptions } from "./wrong-options.js";

const KEY = `CognitoIdentityServiceProvider.${CLIENT_ID}.LastAuthUser`;
let server: CognitoServer;

beforeAll(async () => void (server = await startCognito()));
afterAll(() => server.close());
afterEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe("cognito", () => {
  keepsTheContract(async () => createCognitoApp(server), { derived: true });
});
describe("revoke of cognito", () => {
  revokesOneSession(async () => createCognitoApp(server), /RevokeToken/);
});

describe("read", () => {
  test.for([
    ["id_token", "id"],
    ["access_token", "access"],
  ] as const)("gives the %s, and the access token for the app's API", async ([send, use]) => {
    const app = createCognitoApp(server);
    await app.signIn("anna");
    const session = await app.provider({ send }).read(signal);
    const { token, accessToken } = session as { token: string; accessToken: string };
    expect(claimsOf(token)["token_use"]).toBe(use);
    expect(claimsOf(accessToken)["token_use"]).toBe("access");
  });

  test("cannot tell while Amplify is not configured, which then knows nobody (D2)", async () => {
    const app = createCognitoApp(server);
    await app.signIn("anna");
    Amplify.configure({}, { Auth: {} });
    expect(await app.provider().read(signal)).toBeUndefined();
    await app.reload();
    expect(await app.provider().read(signal)).toMatchObject({ token: expect.stringMatching(/./) as unknown });
  });

  test("is null for a guest of an identity pool, who has no tokens (D9)", async () => {
    const fetchAuthSession = async (): Promise<object> => ({ credentials: {}, identityId: "guest" });
    const client = async (): Promise<CognitoClient> => ({ fetchAuthSession });
    expect(await cognito({ client, clientId: CLIENT_ID, send: "id_token" }).read(signal)).toBeNull();
  });

  test("of a session that Cognito has ended is null once Amplify has cleared it away", async () => {
    const app = createCognitoApp(server);
    await app.signIn("anna");
    server.sessions.clear();
    await app.provider().read(signal, { fresh: true });
    await vi.waitFor(() => expect(app.provider().hint?.()).toBe(false));
    expect(await app.provider().read(signal)).toBeNull();
  });
});

describe("hint", () => {
  test("sees the cookies that Amplify keeps with ssr", () => {
    document.cookie = `${KEY}=anna`;
    expect(createCognitoApp(server).provider().hint?.()).toBe(true);
    document.cookie = `${KEY}=; max-age=0`;
  });

  test("takes a storage that answers later for a reason to look", () => {
    const storage = (): object => ({ getItem: async () => null, removeItem: async () => undefined });
    expect(createCognitoApp(server).provider({ storage }).hint?.()).toBe(true);
  });

  test("is the app's own where it has one", () => {
    expect(
      createCognitoApp(server)
        .provider({ hint: () => false })
        .hint?.(),
    ).toBe(false);
  });
});

describe("a storage of the app's own", () => {
  test("is revoked from and forgotten in", async () => {
    const app = createCognitoApp(server);
    app.keepIn(amplifySessionStorage);
    await app.signIn("anna");
    const legacy = app.provider({ storage: () => sessionStorage });
    const session = (await legacy.read(signal)) ?? { cookie: true };
    expect([localStorage.length, sessionStorage.length > 0]).toEqual([0, true]);
    await legacy.revoke?.(session, signal);
    await legacy.forget(session, signal);
    expect(await legacy.read(signal)).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });

  test("that was not told of is no reason to say that all is done", async () => {
    const app = createCognitoApp(server);
    app.keepIn(amplifySessionStorage);
    await app.signIn("anna");
    const session = (await app.provider().read(signal)) ?? { cookie: true };
    await expect(app.provider().revoke?.(session, signal)).rejects.toThrow("not stored");
  });
});

test("forget leaves what Amplify keeps of the device, as its own sign-out does", async () => {
  const app = createCognitoApp(server);
  await app.signIn("anna");
  const device = `CognitoIdentityServiceProvider.${CLIENT_ID}.anna.deviceKey`;
  localStorage.setItem(device, "d");
  const session = (await app.provider().read(signal)) ?? { cookie: true };
  await app.provider().forget(session, signal);
  expect(Object.keys(localStorage)).toEqual([device]);
  await signOut();
  expect(Object.keys(localStorage)).toEqual([device]);
});

test("Amplify's own sign-out says nothing of a revocation that fails: the reason not to use it (R5)", async () => {
  const app = createCognitoApp(server);
  await app.signIn("anna");
  server.fault("cut");
  await expect(signOut()).resolves.toBeUndefined();
  server.fault();
});

test("revoke is left out where revocation is switched off at Cognito", () => {
  expect(createCognitoApp(server).provider({ revoke: false })).not.toHaveProperty("revoke");
});

namesWrongOptions(
  (options) => createCognitoApp(server).provider(options),
  [
    ["client", { client: {} }],
    ["clientId", { clientId: "" }],
    ["send", { send: "refresh_token" }],
    ["storage", { storage: "localStorage" }],
    ["hint", { hint: true }],
  ],
);
