import type { Awaitable, LegacyProvider } from "../migration/provider.js";

interface Token {
  toString(): string;
  payload: { sub?: string | undefined; iss?: string | undefined; origin_jti?: unknown };
}

/** What is used of `aws-amplify/auth` 6. */
export interface CognitoClient {
  fetchAuthSession(options: { forceRefresh: boolean }): Promise<{
    tokens?: { accessToken: Token; idToken?: Token | undefined } | undefined;
  }>;
}

/** Web storage, or a `KeyValueStorageInterface` of Amplify. */
export interface CognitoStorage {
  getItem(key: string): Awaitable<string | null>;
  removeItem(key: string): Awaitable<void>;
}

export interface CognitoOptions {
  /** Loads `aws-amplify/auth` after `Amplify.configure`. */
  client: () => Promise<CognitoClient>;
  /** `userPoolClientId`: by it the SDK names what it stores. */
  clientId: string;
  /** The token that is exchanged, as the exchange server verifies it. */
  send: "id_token" | "access_token";
  /** As `cognitoUserPoolsTokenProvider.setKeyValueStorage` was given it. Default localStorage. */
  storage?: () => CognitoStorage;
  /** In place of the web storages and cookies, where tokens stand elsewhere: `false` = certainly nobody. */
  hint?: () => boolean;
  /** `false` where token revocation is switched off for the app client. Default true. */
  revoke?: boolean;
  /** Default `cognito`. */
  name?: string;
}

/** What `cognito` finds: the token, and whose it is, which stays the same over refreshes. */
export interface CognitoSession {
  token: string;
  accessToken: string;
  /** User pool. */
  iss: string;
  /** User and log-in. */
  id: string;
}

/**
 * The session of an app on Amplify Auth with an Amazon Cognito user pool. Amplify's own `signOut` is not used: it does
 * not say whether the revocation failed, and leaves the page where a hosted log-in is configured (R8). What it cannot
 * do: the cookie of the hosted log-in survives, so the next one there asks for no password.
 * @throws TypeError naming an option that is missing or wrong.
 */
export function cognito({
  client,
  clientId,
  send,
  storage = () => localStorage,
  hint,
  revoke,
  name = "cognito",
}: CognitoOptions): LegacyProvider<CognitoSession> {
  for (const [option, holds] of Object.entries({
    client: typeof client === "function",
    clientId: clientId && typeof clientId === "string",
    send: /^(id|access)_token$/.test(send),
    storage: typeof storage === "function",
    hint: !hint || typeof hint === "function",
  })) {
    if (!holds) throw new TypeError(`cognito: "${option}" is missing or wrong`);
  }

  const prefix = `CognitoIdentityServiceProvider.${clientId}.`;
  const last = `${prefix}LastAuthUser`;
  const looks =
    hint ??
    ((): boolean => {
      try {
        // An answer that is only promised is worth a look. In cookies: with `ssr: true`.
        const holds = (place: CognitoStorage): unknown => place.getItem(last);
        return [storage(), localStorage, sessionStorage].some(holds) || document.cookie.includes(last);
      } catch {
        return true;
      }
    });

  const find = async (forceRefresh = false): Promise<CognitoSession | undefined> => {
    const { tokens } = await (await client()).fetchAuthSession({ forceRefresh });
    const { accessToken, idToken } = tokens ?? {};
    const token = send === "id_token" ? idToken : accessToken;
    if (!accessToken || !token) return undefined;
    const { iss = "", sub, origin_jti } = accessToken.payload;
    const id = `${sub} ${String(origin_jti)}`;
    return { token: token.toString(), accessToken: accessToken.toString(), id, iss };
  };
  /** Where the SDK keeps what it has of the user, if that is still this session; the refresh token first. */
  const keys = async ({ id }: CognitoSession): Promise<string[]> => {
    if ((await find())?.id !== id) return [];
    const user = await storage().getItem(last);
    const kinds = ["refreshToken", "accessToken", "idToken", "clockDrift", "signInDetails", "oauthMetadata"];
    return [...kinds.map((kind) => `${prefix}${user}.${kind}`), last];
  };

  return {
    name,
    hint: looks,
    // An SDK that is not configured finds nobody either (D2).
    read: async (_, { fresh } = {}) => (await find(fresh)) ?? (looks() ? undefined : null),
    ...(revoke !== false && {
      async revoke(session, signal) {
        const [key = ""] = await keys(session);
        const Token = await storage().getItem(key);
        if (!Token) throw new Error("not stored");
        const { ok } = await fetch(new URL(session.iss).origin, {
          method: "POST",
          headers: {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "AWSCognitoIdentityProviderService.RevokeToken",
          },
          body: JSON.stringify({ ClientId: clientId, Token }),
          redirect: "error",
          signal,
        });
        if (!ok) throw new Error("not revoked");
      },
    }),
    async forget(session) {
      for (const key of await keys(session)) await storage().removeItem(key);
    },
  };
}
