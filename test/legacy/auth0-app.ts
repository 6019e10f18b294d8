import { Auth0Client, InMemoryCache, type Auth0ClientOptions } from "@auth0/auth0-spa-js";
import { auth0 } from "../../src/legacy/auth0.js";
import { APP, startLegacyProvider, type LegacyProviderUnderTest } from "./legacy-provider.js";
import { withSid } from "./with-sid.js";
import { inTwoHours, type AppUnderTest } from "./use-app.js";

export const CLIENT_ID = "Yw3bMTDPAw0aBcDeFgHiJkLmNoPqRsTu";

/** oidc-provider at the addresses of Auth0, with Auth0's `sid` in each ID token. */
export function startAuth0(): Promise<LegacyProviderUnderTest> {
  const routes = { authorization: "/authorize", token: "/oauth/token", revocation: "/oauth/revoke" };
  return startLegacyProvider({ ...withSid(CLIENT_ID, [`${APP}/callback`]), routes }, "/");
}

export interface Auth0App extends AppUnderTest {
  readonly client: Auth0Client;
}

/** A browser that nobody has used yet. */
export function createAuth0App(
  server: LegacyProviderUnderTest,
  settings: Partial<Auth0ClientOptions> = {},
): Auth0App {
  const open = (more?: Partial<Auth0ClientOptions>): Auth0Client =>
    new Auth0Client({
      domain: new URL(server.issuer).origin,
      clientId: CLIENT_ID,
      cacheLocation: "localstorage",
      useRefreshTokens: true,
      authorizationParams: { redirect_uri: `${APP}/callback`, scope: "openid" },
      ...settings,
      ...more,
    });
  const signIn = async (client: Auth0Client, login_hint: string): Promise<void> => {
    let url = "";
    await client.loginWithRedirect({
      authorizationParams: { login_hint },
      openUrl: async (to) => void (url = to),
    });
    await client.handleRedirectCallback(await server.browse(url));
  };
  let client = open();
  return {
    get client() {
      return client;
    },
    requests: server.requests,
    fault: (what) => void (what ? server.faults.set("*", what) : server.faults.clear()),
    provider: (options) =>
      auth0({
        client: async () => client,
        clientId: CLIENT_ID,
        send: "access_token",
        revoke: true,
        ...options,
      }),
    signIn: (account) => signIn(client, account),
    signOut: () => client.logout({ openUrl: false }),
    reload: () => void (client = open()),
    expire: inTwoHours,
    async otherDevice(account) {
      const { enclosedCache: cache } = new InMemoryCache();
      const device = new Auth0Client({
        domain: new URL(server.issuer).origin,
        clientId: CLIENT_ID,
        useRefreshTokens: true,
        authorizationParams: { redirect_uri: `${APP}/callback`, scope: "openid" },
        cache,
      });
      await signIn(device, account);
      return async () => !!(await device.getTokenSilently({ cacheMode: "off" }));
    },
    alive: ({ accessToken = "" }) => server.accepts(accessToken),
  };
}
