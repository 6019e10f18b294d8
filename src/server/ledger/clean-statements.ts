import { keepUntilText, LEASE_S, WITHOUT_REPLY } from "./claim-statements.js";
import type { Cleaned, Fence, SweepClaim } from "./ledger.js";
import { COLUMNS } from "./read-row.js";
import type { Statement } from "./transact.js";

/**
 * While a lease lives, a call may still be leaving one more session behind: then the mark stays for the sweep, which is the
 * holder of its rows and gives them free.
 */
export function cleanedStatement({ migrationID, attempt }: Fence, { revoked, sweep }: Cleaned): Statement {
  const mark = sweep ? "dirty = false, lease_until = now()" : "dirty = m.dirty AND m.lease_until >= now()";
  return {
    text: `
      UPDATE session_migration AS m SET
        revoke_session = CASE WHEN m.revoke_session = $3 THEN NULL ELSE m.revoke_session END, ${mark}
      WHERE m.migration_id = $1 AND m.attempt = $2
      RETURNING true`,
    values: [migrationID, attempt, revoked],
  };
}

export function legacyRevokedStatement({ migrationID, attempt }: Fence): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET legacy_revoked_at = coalesce(m.legacy_revoked_at, now())
      WHERE m.migration_id = $1 AND m.attempt = $2
      RETURNING true`,
    values: [migrationID, attempt],
  };
}

/**
 * A reserved row is claimed like by a new request, so that a holder who only was slow finds out; the others get no new session
 * any more without their attempt going up. Either way nobody else takes the row for a while.
 */
export function claimLeftStatement({ limit, quietFor }: SweepClaim): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET
        attempt = m.attempt + CASE WHEN m.state = 'reserved' THEN 1 ELSE 0 END,
        lease_until = CASE WHEN m.state = 'reserved' THEN now() + interval '${LEASE_S} s' ELSE now() END
      WHERE m.migration_id IN (
        SELECT migration_id FROM session_migration
        WHERE (dirty OR revoke_session IS NOT NULL) AND lease_until < now() - $1::float8 * interval '1 s'
        ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING ${COLUMNS}`,
    values: [quietFor, limit],
  };
}

/** A reply lives for minutes: after that nobody may open it, whatever leaks. */
export function forgetRepliesStatement(): Statement {
  return {
    text: `UPDATE session_migration AS m SET ${WITHOUT_REPLY} WHERE m.reply IS NOT NULL AND m.reply_until < now()`,
    values: [],
  };
}

/** A row that was written before a date was known is kept until the date that is known now. */
export function forgetRowsStatement(keepUntil: Date | null): Statement {
  return {
    text: `
      DELETE FROM session_migration AS m
      WHERE (m.keep_until < now() OR (m.keep_until = 'infinity' AND $1::timestamptz < now()))
        AND NOT m.dirty AND m.revoke_session IS NULL
      RETURNING true`,
    values: [keepUntilText(keepUntil)],
  };
}
