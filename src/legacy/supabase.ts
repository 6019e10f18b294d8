import type { LegacyProvider } from "../migration/provider.js";

interface Answer {
  data: {
    session: {
      access_token: string;
      user: { id: string };
    } | null;
  };
  error: unknown;
}

/** What is used of `supabase.auth` of @supabase/supabase-js 2. */
export interface SupabaseAuth {
  getSession(): Promise<Answer>;
  refreshSession(): Promise<Answer>;
  stopAutoRefresh(): Promise<void>;
  signOut(options: { scope: "local" }): Promise<unknown>;
  admin: {
    signOut(accessToken: string, scope: "local"): Promise<{ error: Error | null }>;
  };
}

export interface SupabaseOptions {
  /** Loads the SDK. Answers `auth` of the app's own client: two of them would refresh at once (T5). */
  client: () => Promise<SupabaseAuth>;
  /** Where the session stands in localStorage, or in cookies with @supabase/ssr: `sb-<project ref>-auth-token`. */
  storageKey?: string;
  /** In its place where the client has a `storage` of its own: `false` = certainly nobody. */
  hint?: () => boolean;
  /** Default `supabase`. */
  name?: string;
}

/** What `supabase` finds: the access token, and the id of the session, which stays the same over refreshes. */
export interface SupabaseSession {
  token: string;
  id: string;
}

/**
 * The session of an app on Supabase Auth; its access token is what is sent. A guest (anonymous user) is sent as well:
 * the exchange server knows guests and refuses them, and the app keeps its guest (D9). `revoke` ends this session
 * alone (`scope: "local"`; R2). What it cannot do: an access token that was copied works until it expires (R6).
 * @throws TypeError naming an option that is missing or wrong.
 */
export function supabase({
  client,
  storageKey,
  hint,
  name = "supabase",
}: SupabaseOptions): LegacyProvider<SupabaseSession> {
  for (const [option, holds] of Object.entries({
    client: typeof client === "function",
    storageKey: hint ?? (storageKey && typeof storageKey === "string"),
    hint: !hint || typeof hint === "function",
  })) {
    if (!holds) throw new TypeError(`supabase: "${option}" is missing or wrong`);
  }

  const derived = (): boolean => {
    try {
      const key = `${storageKey}`;
      return !!(localStorage.getItem(key) ?? sessionStorage.getItem(key)) || document.cookie.includes(key);
    } catch {
      return true;
    }
  };

  const find = async (sdk: SupabaseAuth, fresh?: boolean): Promise<SupabaseSession | null | undefined> => {
    const { data, error } = await (fresh ? sdk.refreshSession() : sdk.getSession());
    if (!data.session) return error ? undefined : null;
    const { access_token: token, user } = data.session;
    const [, payload = ""] = token.split(".");
    const claims = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as {
      session_id?: unknown;
    };
    return { token, id: `${user.id} ${String(claims.session_id)}` };
  };

  /** The SDK at rest and its token, if the session is still this one: a refresh would write it back (R4). */
  const quiet = async ({
    id,
  }: SupabaseSession): Promise<{ sdk: SupabaseAuth; token: string } | undefined> => {
    const sdk = await client();
    await sdk.stopAutoRefresh();
    const found = await find(sdk);
    return found?.id === id ? { sdk, token: found.token } : undefined;
  };

  return {
    name,
    hint: hint ?? derived,
    read: async (_, { fresh } = {}) => find(await client(), fresh),
    async revoke(session) {
      const kept = await quiet(session);
      if (!kept) throw new Error("not stored");
      const { error } = await kept.sdk.admin.signOut(kept.token, "local");
      if (error && error.name !== "AuthSessionMissingError") throw error;
    },
    async forget(session) {
      await (await quiet(session))?.sdk.signOut({ scope: "local" });
    },
  };
}
