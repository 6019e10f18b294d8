import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { auth0, type Auth0Session } from "../../src/legacy/auth0.js";
import { CLIENT_ID, createAuth0App, startAuth0, type Auth0App } from "./auth0-app.js";
import { claimsOf } from "./http-double.js";
import type { LegacyProviderUnderTest } from "./legacy-provider.js";
import { keepsTheContract } from "./provider-contract.js";
import { revokesOneSession } from "./revoke-contract.js";
import { signal } from "./use-app.js";
import { namesWrongOptions } from "./wrong-options.js";

let server: LegacyProviderUnderTest;

beforeAll(async () => void (server = await startAuth0()));
afterAll(() => server.close());
afterEach(async () => {
  vi.restoreAllMocks();
  localStorage.clear();
});

describe("auth0", () => {
  keepsTheContract(async () => createAuth0App(server), { derived: true });
});
describe("revoke of auth0", () => {
  revokesOneSession(async () => createAuth0App(server), /oauth\/revoke/);
});

describe("read", () => {
  test("gives the ID token where that is sent, and the access token for the app's API", async () => {
    const app = createAuth0App(server);
    await app.signIn("anna");
    const session = (await app.provider({ send: "id_token" }).read(signal)) as Auth0Session;
    const { sub, sid } = claimsOf(session.token);
    expect([sub, session.id]).toEqual(["anna", `anna ${String(sid)}`]);
    expect(await server.accepts(session.accessToken)).toBe(true);
  });

  test("passes the audience on, with which the SDK finds what it has stored", async () => {
    const app = createAuth0App(server);
    const find = vi.spyOn(app.client, "getTokenSilently").mockResolvedValue(undefined);
    await app.provider({ audience: "https://api.example.com" }).read(signal);
    expect(find).toHaveBeenCalledExactlyOnceWith({
      detailedResponse: true,
      cacheMode: "on",
      authorizationParams: { audience: "https://api.example.com" },
    });
  });

  test("cannot tell with the cache in memory and a refresh token that went with the last page", async () => {
    const app = createAuth0App(server, { cacheLocation: "memory" });
    await app.signIn("anna");
    await app.reload();
    expect(app.provider().hint?.()).toBe(true);
    expect(await app.provider().read(signal)).toBeUndefined();
  });

  test("finds nobody where Auth0 itself, asked in the SDK's hidden iframe, knows nobody, and need not ask again", async () => {
    const app = createAuth0App(server, { cacheLocation: "memory", useRefreshTokens: false });
    await app.signIn("anna");
    await app.reload();
    expect(app.provider().hint?.()).toBe(true);
    answerInIFrame(app, { error: "login_required", error_description: "Login required" });
    expect([null, undefined]).toContain(await app.provider().read(signal));
    await vi.waitFor(() => expect(app.provider().hint?.()).toBe(false));
  });

  test("cannot tell when that iframe fails in another way", async () => {
    const app = createAuth0App(server, { cacheLocation: "memory", useRefreshTokens: false });
    await app.signIn("anna");
    await app.reload();
    answerInIFrame(app, { error: "temporarily_unavailable", error_description: "Later" });
    expect(await app.provider().read(signal)).toBeUndefined();
    expect(app.provider().hint?.()).toBe(true);
  });
});

describe("hint", () => {
  test("is told by the SDK's cookie where the cache is in memory", async () => {
    const app = createAuth0App(server, { cacheLocation: "memory" });
    await app.signIn("anna");
    expect(localStorage.getItem(`@@auth0spajs@@::${CLIENT_ID}::@@user@@`)).toBeNull();
    expect(app.provider().hint?.()).toBe(true);
    await app.signOut();
    expect(app.provider().hint?.()).toBe(false);
  });

  test("is false for another client of the same origin", async () => {
    const app = createAuth0App(server);
    await app.signIn("anna");
    expect(app.provider({ clientId: "another" }).hint?.()).toBe(false);
    await app.signOut();
  });

  test("is the app's own where it has one", () => {
    expect(
      createAuth0App(server)
        .provider({ hint: () => false })
        .hint?.(),
    ).toBe(false);
  });
});

describe("a later session of the same user", () => {
  test("is neither revoked nor forgotten (O5)", async () => {
    const app = createAuth0App(server);
    await app.signIn("anna");
    const earlier = (await app.provider().read(signal)) ?? { cookie: true };
    await app.signOut();
    await app.signIn("anna");
    await expect(app.provider().revoke?.(earlier, signal)).rejects.toThrow("not stored");
    await app.provider().forget(earlier, signal);
    expect(await app.provider().read(signal)).toMatchObject({
      id: expect.stringMatching(/^anna /) as unknown,
    });
    await app.signOut();
  });
});

describe("revoke", () => {
  test("is left out unless the client has refresh tokens: the SDK would say nothing (R8)", async () => {
    const app = createAuth0App(server, { useRefreshTokens: false });
    await expect(app.client.revokeRefreshToken()).resolves.toBeUndefined();
    expect(app.provider({ revoke: undefined })).not.toHaveProperty("revoke");
  });
});

namesWrongOptions(
  (options) =>
    auth0({
      client: () => Promise.reject(new Error("not loaded")),
      clientId: CLIENT_ID,
      send: "id_token",
      ...options,
    }),
  [
    ["client", { client: {} }],
    ["clientId", { clientId: "" }],
    ["clientId", { clientId: undefined }],
    ["send", { send: "refresh_token" }],
    ["hint", { hint: true }],
  ],
);

/** What Auth0 answers in the iframe of a silent log-in. */
function answerInIFrame({ client }: Auth0App, response: Record<string, string>): void {
  const { domain } = client.getConfiguration();
  const answer = (frame: HTMLIFrameElement): void => {
    const state = new URL(frame.getAttribute("src") ?? "").searchParams.get("state");
    const data = { type: "authorization_response", response: { ...response, state } };
    const source = { close: () => undefined } as unknown as Window;
    window.dispatchEvent(new MessageEvent("message", { data, origin: domain, source }));
  };
  vi.spyOn(document.body, "appendChild").mockImplementation((frame) => {
    queueMicrotask(() => answer(frame as unknown as HTMLIFrameElement));
    return frame;
  });
}
