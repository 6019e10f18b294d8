import type { AuthgearEmulator, SessionView } from "authgear-session-migration/testing";
import type { Pool } from "pg";
import { basicAuth } from "./api/basic-auth.js";
import { APP_CLIENT_ID } from "./legacy/provider.js";

/** One row of the ledger, without its secrets. */
export interface LedgerRow {
  readonly state: string;
  readonly authgearUserID: string | null;
  readonly authgearSession: string | null;
  readonly hasReply: boolean;
}

/** What can be asked about a migration without asking the package. */
export interface Outside {
  /** RFC 7662 at the legacy provider: whose live token this is; undefined if it is not alive. */
  introspect(token: string): Promise<string | undefined>;
  /** Status of the app's API for a bearer token. */
  callAPI(token: string): Promise<number>;
  /** Whether the legacy provider still takes a refresh token. */
  refreshes(refreshToken: string): Promise<boolean>;
  liveSessions(): readonly SessionView[];
  ledger(): Promise<readonly LedgerRow[]>;
}

export interface OutsideOptions {
  readonly legacy: string;
  readonly app: string;
  readonly introspection: {
    readonly endpoint: string;
    readonly clientID: string;
    readonly clientSecret: string;
  };
  readonly emulator: AuthgearEmulator;
  readonly pool: Pool;
}

/** @param options `legacy` and `app` are where programs of this machine reach the two servers */
export function createOutside(options: OutsideOptions): Outside {
  const { legacy, app, introspection, emulator, pool } = options;
  return {
    async introspect(token) {
      const response = await fetch(introspection.endpoint, {
        method: "POST",
        headers: { authorization: basicAuth(introspection.clientID, introspection.clientSecret) },
        body: new URLSearchParams({ token }),
      });
      const answer: unknown = await response.json();
      if (typeof answer !== "object" || answer === null || !("active" in answer)) {
        throw new Error(`The legacy provider does not introspect: ${response.status}`);
      }
      return answer.active === true && "sub" in answer ? String(answer.sub) : undefined;
    },
    async callAPI(token) {
      const response = await fetch(`${app}/api/notes`, { headers: { authorization: `Bearer ${token}` } });
      return response.status;
    },
    async refreshes(refreshToken) {
      const response = await fetch(`${legacy}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "refresh_token",
          refresh_token: refreshToken,
          client_id: APP_CLIENT_ID,
        }),
      });
      return response.ok;
    },
    liveSessions: () => emulator.sessions(),
    async ledger() {
      const { rows } = await pool.query<LedgerRow>(
        `SELECT state, authgear_sub AS "authgearUserID", authgear_session AS "authgearSession",
                reply IS NOT NULL AS "hasReply"
         FROM session_migration ORDER BY created_at`,
      );
      return rows;
    },
  };
}
