import { randomUUID } from "node:crypto";
import { GoTrueClient } from "@supabase/auth-js";
import { supabase } from "../../src/legacy/supabase.js";
import { claimsOf, startDouble, unsignedJWT, type HTTPDouble } from "./http-double.js";
import type { AppUnderTest } from "./use-app.js";

export const STORAGE_KEY = "sb-project-auth-token";

/** Of Supabase Auth: signing in, refreshing and signing out. */
export interface SupabaseServer extends HTTPDouble {
  readonly sessions: Map<string, { user: string; refreshToken: string }>;
}

export async function startSupabase(): Promise<SupabaseServer> {
  const sessions: SupabaseServer["sessions"] = new Map();
  const issue = (id: string, user: string): object => {
    const refreshToken = randomUUID();
    sessions.set(id, { user, refreshToken });
    const now = Math.floor(Date.now() / 1000);
    const is_anonymous = user === "guest";
    const claims = { sub: user, session_id: id, is_anonymous, name: "Zoë?>", iat: now, exp: now + 3600 };
    return {
      access_token: unsignedJWT({ ...claims, jti: randomUUID() }),
      token_type: "bearer",
      expires_in: 3600,
      expires_at: now + 3600,
      refresh_token: refreshToken,
      user: { id: user, aud: "authenticated", is_anonymous },
    };
  };
  const double = await startDouble({
    "grant_type=password": ({ email }) => ({ json: issue(randomUUID(), String(email)) }),
    "POST /signup": () => ({ json: issue(randomUUID(), "guest") }),
    "grant_type=refresh_token"({ refresh_token }) {
      const [id, session] =
        [...sessions].find(([, { refreshToken }]) => refreshToken === refresh_token) ?? [];
      if (id && session) return { json: issue(id, session.user) };
      return { status: 400, json: { error_code: "refresh_token_not_found", msg: "Invalid Refresh Token" } };
    },
    "POST /logout?scope=local"(_, { headers }) {
      const { session_id } = claimsOf(headers.authorization ?? "");
      if (sessions.delete(String(session_id))) return { status: 204 };
      return { status: 403, json: { error_code: "session_not_found", msg: "Session not found" } };
    },
  });
  return { ...double, sessions };
}

/** A browser that nobody has used yet. */
export function createSupabaseApp(server: SupabaseServer): AppUnderTest & { readonly auth: GoTrueClient } {
  const open = (): GoTrueClient =>
    new GoTrueClient({ url: server.origin, storageKey: STORAGE_KEY, detectSessionInUrl: false });
  let auth = open();
  return {
    get auth() {
      return auth;
    },
    requests: server.requests,
    fault: server.fault,
    provider: (options) => supabase({ client: async () => auth, storageKey: STORAGE_KEY, ...options }),
    async signIn(email) {
      const { error } = await auth.signInWithPassword({ email, password: "-" });
      if (error) throw error;
    },
    async signOut() {
      await auth.signOut({ scope: "local" });
    },
    async reload() {
      await auth.stopAutoRefresh();
      auth = open();
    },
    expire() {
      const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as object;
      localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...stored, expires_at: 1 }));
    },
    async otherDevice(email) {
      const device = new GoTrueClient({
        url: server.origin,
        storageKey: randomUUID(),
        persistSession: false,
        autoRefreshToken: false,
      });
      await device.signInWithPassword({ email, password: "-" });
      return async () => !(await device.refreshSession()).error;
    },
    alive: async ({ token }) => server.sessions.has(String(claimsOf(token)["session_id"])),
  };
}
