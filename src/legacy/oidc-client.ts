import type { LegacyProvider } from "../migration/provider.js";

/** What is used of a `User` of oidc-client-ts. */
export interface OidcUser {
  id_token?: string;
  access_token: string;
  refresh_token?: string;
  readonly expired?: boolean | undefined;
  profile: { sub: string; sid?: string };
}

/** What is used of the `UserManager` of oidc-client-ts 2 and 3. */
export interface OidcUserManager {
  getUser(): Promise<OidcUser | null>;
  signinSilent(): Promise<OidcUser | null>;
  stopSilentRenew(): void;
  revokeTokens(): Promise<void>;
  removeUser(): Promise<void>;
}

export interface OidcClientOptions {
  /**
   * Loads the SDK. Answers the app's own instance where it has one: two of them would refresh at once (T5). For a
   * provider whose revocation endpoint answers in plain text, as oidc-provider does, it needs
   * `revokeTokenAdditionalContentTypes: ["text/plain"]`: to the SDK each revocation has failed otherwise.
   */
  userManager: () => Promise<OidcUserManager>;
  /** The token that is exchanged, as the exchange server verifies it. */
  send: "id_token" | "access_token";
  /** With `client_id`, both exactly as the UserManager has them: where its user stands in web storage. */
  authority?: string;
  client_id?: string;
  /** In their place where the user store is no web storage: `false` = certainly nobody. */
  hint?: () => boolean;
  /** `false` where the provider has no revocation endpoint for browsers: only the server can. Default true. */
  revoke?: boolean;
  /** Default `oidc-client`. */
  name?: string;
}

/** What `oidcClient` finds: the token, and whose it is, which stays the same over refreshes. */
export interface OidcSession {
  token: string;
  accessToken: string;
  profile: OidcUser["profile"];
}

/**
 * The session of an app on oidc-client-ts. Never a redirect, and never a hidden iframe: without a refresh token an
 * expired token is sent as it is, because the server has the better clock (D4), and no fresh one can be had.
 * @throws TypeError naming an option that is missing or wrong.
 */
export function oidcClient({
  userManager,
  send,
  authority,
  client_id,
  hint,
  revoke,
  name = "oidc-client",
}: OidcClientOptions): LegacyProvider<OidcSession> {
  const derived = (): boolean => {
    const key = `oidc.user:${authority}:${client_id}`;
    try {
      // Which of the two is the app's choice.
      return !!(localStorage.getItem(key) ?? sessionStorage.getItem(key));
    } catch {
      return true;
    }
  };
  const looks = hint ?? (authority && client_id && derived);
  const need = (option: string, holds: boolean): void => {
    if (!holds) throw new TypeError(`oidcClient: "${option}" is missing or wrong`);
  };
  need("userManager", typeof userManager === "function");
  need("send", /^(id|access)_token$/.test(send));
  need("hint", typeof looks === "function");

  /** The SDK at rest, if the session that it keeps is still this one: a renewal would write it back (R4). */
  const quiet = async ({ profile }: OidcSession): Promise<OidcUserManager | undefined> => {
    const manager = await userManager();
    const user = await manager.getUser();
    if (user?.profile.sub !== profile.sub || user.profile.sid !== profile.sid) return undefined;
    manager.stopSilentRenew();
    return manager;
  };

  return {
    name,
    hint: looks as () => boolean,
    async read(_, { fresh } = {}) {
      const manager = await userManager();
      let user = await manager.getUser();
      if (!user) return user;
      if (fresh || (user.expired && user.refresh_token)) {
        user = user.refresh_token ? await manager.signinSilent().catch(() => null) : null;
      }
      const token = user?.[send];
      return user && token ? { token, accessToken: user.access_token, profile: user.profile } : undefined;
    },
    ...(revoke !== false && {
      async revoke(session) {
        const manager = await quiet(session);
        if (!manager) throw new Error("not stored");
        await manager.revokeTokens();
      },
    }),
    async forget(session) {
      await (await quiet(session))?.removeUser();
    },
  };
}
