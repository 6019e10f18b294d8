import type { RequestListener } from "node:http";
import type { AuthgearEmulator } from "authgear-session-migration/testing";
import type { Pool } from "pg";
import type { LogIn } from "./legacy/log-ins.js";

/** Answer of `GET /evidence`: what the three servers hold right now, in words for a person. Never a token. */
export interface Evidence {
  readonly authgear: readonly string[];
  readonly legacy: readonly string[];
  readonly ledger: readonly string[];
}

export interface EvidenceOptions {
  readonly emulator: AuthgearEmulator;
  readonly logIns: ReadonlyMap<string, LogIn>;
  readonly pool: Pool;
}

/** Lets the page show more than what the package says about itself. */
export function evidenceServer(options: EvidenceOptions): RequestListener {
  return (_request, response) => {
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    gatherEvidence(options).then(
      (evidence) => response.writeHead(200, headers).end(JSON.stringify(evidence)),
      () => response.writeHead(503).end(),
    );
  };
}

/** @param only one person's part of it: their Authgear user id, and their id at the legacy provider */
export async function gatherEvidence(
  { emulator, logIns, pool }: EvidenceOptions,
  only?: { readonly userID: string; readonly subject: string },
): Promise<Evidence> {
  const users = new Map(
    emulator.users().map(({ id, standardAttributes }) => [id, standardAttributes["email"]]),
  );
  const { rows } = await pool.query<{ state: string; attempt: number; age: number }>(
    `SELECT state, attempt, extract(epoch FROM now() - created_at)::integer AS age
     FROM session_migration WHERE $1::text IS NULL OR authgear_sub = $1 ORDER BY created_at DESC LIMIT 10`,
    [only?.userID ?? null],
  );
  return {
    authgear: emulator
      .sessions(only && { userID: only.userID })
      .map((one) => `${String(users.get(one.userID))}: session ${one.id.slice(0, 8)}, by ${one.createdBy}`),
    legacy: [...logIns]
      .filter(([, { subject }]) => !only || subject === only.subject)
      .map(([id, one]) => `${one.subject}: log-in ${id.slice(0, 8)}, ${one.revokedAt ? "revoked" : "alive"}`),
    ledger: rows.map(({ state, attempt, age }) => `${state}, attempt ${attempt}, ${age} s old`),
  };
}
