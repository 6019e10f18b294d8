import type { LegacyProvider } from "../migration/provider.js";

/** What is used of `Keycloak` of keycloak-js 26. */
export interface KeycloakClient {
  didInitialize: boolean;
  authenticated?: boolean;
  silentCheckSsoFallback?: boolean;
  loginRequired: boolean;
  clientId?: string;
  token?: string;
  idToken?: string;
  refreshToken?: string;
  idTokenParsed?: { sub?: string; sid?: string };
  updateToken(minValidity: number): Promise<boolean>;
  createLogoutUrl(options: { logoutMethod: "POST" }): string;
  clearToken(): void;
}

export interface KeycloakOptions {
  /**
   * Loads the SDK, and answers the app's own instance after its `init` has resolved, which has to look for the session
   * (`onLoad: "check-sso"` with `silentCheckSsoRedirectUri`): keycloak-js keeps tokens in memory alone.
   */
  client: () => Promise<KeycloakClient>;
  /** The token that is exchanged, as the exchange server verifies it. */
  send: "id_token" | "access_token";
  /** `false` = certainly nobody, such as a marker of the app. Without it it is always worth a look. */
  hint?: () => boolean;
  /** `false` where other apps of the realm share the session of this browser: it ends for all of them. Default true. */
  revoke?: boolean;
  /** Default `keycloak`. */
  name?: string;
}

/** What `keycloak` finds: the token, and whose it is, which stays the same over refreshes. */
export interface KeycloakSession {
  token: string;
  accessToken: string;
  /** User and log-in. */
  id: string;
}

/**
 * The session of an app on keycloak-js. `revoke` ends the session of this browser at Keycloak, and with it SSO, by the
 * refresh token and without a redirect; the user's other devices stay signed in. What it cannot do: where the browser
 * blocks third-party cookies and `silentCheckSsoFallback` is false, no answer of Keycloak counts, because the session
 * may only be out of sight (D6).
 * @throws TypeError naming an option that is missing or wrong.
 */
export function keycloak({
  client,
  send,
  hint,
  revoke,
  name = "keycloak",
}: KeycloakOptions): LegacyProvider<KeycloakSession> {
  for (const [option, holds] of Object.entries({
    client: typeof client === "function",
    send: /^(id|access)_token$/.test(send),
    hint: !hint || typeof hint === "function",
  })) {
    if (!holds) throw new TypeError(`keycloak: "${option}" is missing or wrong`);
  }

  const idOf = ({ idTokenParsed: { sub, sid } = {} }: KeycloakClient): string => `${sub} ${sid}`;

  /** The SDK, if its session is still this one. */
  const keeper = async ({ id }: KeycloakSession): Promise<KeycloakClient | undefined> => {
    const sdk = await client();
    return idOf(sdk) === id ? sdk : undefined;
  };

  return {
    name,
    hint: hint ?? (() => true),
    async read(_, { fresh } = {}) {
      const sdk = await client();
      if (!sdk.authenticated) {
        return sdk.didInitialize && sdk.silentCheckSsoFallback !== false ? null : undefined;
      }
      if (fresh || sdk.refreshToken) await sdk.updateToken(fresh ? -1 : 5);
      const { token: accessToken = "", idToken = "" } = sdk;
      const token = send === "id_token" ? idToken : accessToken;
      // Without an ID token nobody can say later whose session this was.
      return token && idToken ? { token, accessToken, id: idOf(sdk) } : undefined;
    },
    ...(revoke !== false && {
      async revoke(session, signal) {
        const sdk = await keeper(session);
        const { clientId: client_id = "", refreshToken: refresh_token } = sdk ?? {};
        if (!sdk || !refresh_token) throw new Error("not stored");
        const { ok } = await fetch(sdk.createLogoutUrl({ logoutMethod: "POST" }), {
          method: "POST",
          body: new URLSearchParams({ client_id, refresh_token }),
          redirect: "error",
          signal,
        });
        if (!ok) throw new Error("not revoked");
      },
    }),
    async forget(session) {
      const sdk = await keeper(session);
      if (!sdk) return;
      // Else clearing is a redirect to the log-in.
      sdk.loginRequired = false;
      sdk.clearToken();
    },
  };
}
