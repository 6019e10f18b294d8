import type { LegacyStanding, StandingQuery } from "./ledger.js";
import type { Pool } from "./pool.js";
import { readState } from "./read-row.js";
import { read } from "./transact.js";

const STANDING = `
  SELECT array(SELECT m.state FROM session_migration AS m WHERE m.client_id = ANY($1) AND m.session_key = $2) AS states,
    (SELECT extract(epoch FROM now() - min(m.confirmed_at))::float8 FROM session_migration AS m
      WHERE m.client_id = ANY($1) AND m.session_key = $2) AS confirmed_for,
    a.authgear_sub AS account_sub, extract(epoch FROM a.not_before)::float8 AS not_before
  FROM (VALUES (true)) AS one LEFT JOIN legacy_account AS a ON a.subject_key = $3`;

/** One statement, whatever there is. */
export async function readStanding(pool: Pool, query: StandingQuery): Promise<LegacyStanding> {
  const { clientIDs, sessionKey, subjectKey } = query;
  const [row] = await read(pool, STANDING, [clientIDs, sessionKey, subjectKey]);
  if (!row || !Array.isArray(row.states)) throw new TypeError("the store did not answer");
  return {
    states: row.states.map(readState),
    confirmedFor: numberOrNull(row.confirmed_for),
    accountSub: typeof row.account_sub === "string" ? row.account_sub : null,
    notBefore: numberOrNull(row.not_before),
  };
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value);
}
