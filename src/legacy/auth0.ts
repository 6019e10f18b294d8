import type { LegacyProvider } from "../migration/provider.js";

/** What is used of the `Auth0Client` of @auth0/auth0-spa-js 2; `revokeRefreshToken` only with `revoke`. */
export interface Auth0Client {
  getTokenSilently(options: {
    detailedResponse: true;
    cacheMode: "on" | "off";
    authorizationParams?: { audience: string };
  }): Promise<{ id_token: string; access_token: string } | undefined>;
  getIdTokenClaims(): Promise<{ sub?: string; sid?: string } | undefined>;
  revokeRefreshToken(options: { audience?: string }): Promise<void>;
  logout(options: { openUrl: false }): Promise<void>;
}

export interface Auth0Options {
  /**
   * Loads the SDK. Answers the app's own instance where it has one: two of them would refresh at once (T5). It must
   * not have `interactiveErrorHandler: "popup"`: a migration would open it.
   */
  client: () => Promise<Auth0Client>;
  /** As the client has it: by it the SDK names what it stores. */
  clientId: string;
  /** The token that is exchanged, as the exchange server verifies it. */
  send: "id_token" | "access_token";
  /** Of the access token, where it is another than the client's own. */
  audience?: string;
  /**
   * In place of what the SDK stores: `false` = certainly nobody. Needed where the client has a `cache` of its own, and
   * where the app asks `getTokenSilently` on each load without `createAuth0Client` or `checkSession`: the cookie by which
   * those two know that there is nothing to ask for lives a day.
   */
  hint?: () => boolean;
  /**
   * `true` where the client has `useRefreshTokens`: then its refresh token is revoked. Without it the SDK revokes
   * nothing and does not say so. Default false: only the server can end the session.
   */
  revoke?: boolean;
  /** Default `auth0`. */
  name?: string;
}

/** What `auth0` finds: the token, and whose it is, which stays the same over refreshes. */
export interface Auth0Session {
  token: string;
  accessToken: string;
  /** User and log-in. */
  id: string;
}

/**
 * The session of an app on auth0-spa-js. Never a redirect; with the cache in memory the SDK asks Auth0 in a hidden
 * iframe, as it does on each load. What it cannot do: Auth0's own session cookie (SSO) survives, because only a
 * redirect ends it, so the next log-in at Auth0 asks for no password. And a tenant with `Refresh Token Revocation Deletes
 * Grant` signs the user's other devices out too: leave `revoke` out there (R2).
 * @throws TypeError naming an option that is missing or wrong.
 */
export function auth0({
  client,
  clientId,
  send,
  audience,
  hint,
  revoke,
  name = "auth0",
}: Auth0Options): LegacyProvider<Auth0Session> {
  const need = (option: string, holds: boolean): void => {
    if (!holds) throw new TypeError(`auth0: "${option}" is missing or wrong`);
  };
  need("client", typeof client === "function");
  need("clientId", !!clientId && typeof clientId === "string");
  need("send", /^(id|access)_token$/.test(send));
  need("hint", !hint || typeof hint === "function");

  const looks =
    hint ??
    ((): boolean => {
      try {
        // The cookie is there whatever the cache is, for a day.
        return (
          document.cookie.includes(`auth0.${clientId}.is.authenticated`) ||
          Object.keys(localStorage).some((key) => key.startsWith(`@@auth0spajs@@::${clientId}::`))
        );
      } catch {
        return true;
      }
    });

  const idOf = async (sdk: Auth0Client): Promise<string | undefined> => {
    const claims = await sdk.getIdTokenClaims();
    return claims && `${claims.sub} ${claims.sid}`;
  };

  /** The SDK, if the session that it keeps is still this one. */
  const keeper = async ({ id }: Auth0Session): Promise<Auth0Client | undefined> => {
    const sdk = await client();
    return (await idOf(sdk)) === id ? sdk : undefined;
  };

  return {
    name,
    hint: looks,
    async read(_, { fresh } = {}) {
      const sdk = await client();
      const tokens = await sdk
        .getTokenSilently({
          detailedResponse: true,
          cacheMode: fresh ? "off" : "on",
          ...(audience && { authorizationParams: { audience } }),
        })
        .catch(() => undefined);
      const id = await idOf(sdk);
      const token = tokens?.[send];
      if (id && token) return { token, accessToken: tokens.access_token, id };
      // To whom Auth0 does not know, the SDK leaves nothing in storage.
      return looks() ? undefined : null;
    },
    ...(revoke && {
      async revoke(session) {
        const sdk = await keeper(session);
        if (!sdk) throw new Error("not stored");
        await sdk.revokeRefreshToken(audience ? { audience } : {});
      },
    }),
    async forget(session) {
      await (await keeper(session))?.logout({ openUrl: false });
    },
  };
}
