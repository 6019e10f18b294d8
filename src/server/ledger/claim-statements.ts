import type { Fence, Issued, NewRow, Refused } from "./ledger.js";
import { COLUMNS } from "./read-row.js";
import type { Statement } from "./transact.js";

/** Longer than every call to Authgear that is made under it. Seconds. */
export const LEASE_S = 20;

/** New rows of one legacy user in an hour. */
const NEW_ROWS_PER_HOUR = 5;

export const KEY_OPENS_REPLY_FOR = "10 minutes";

/** `infinity`: no date is known yet. */
export function keepUntilText(keepUntil: Date | null): string {
  return keepUntil ? keepUntil.toISOString() : "infinity";
}

/** E1. The lock makes the count of new rows exact: it is taken before the statement looks. */
export function claimStatement(row: NewRow): Statement {
  const { migrationID, clientID, sessionKey, subjectKey, authTime, keepUntil } = row;
  return {
    lock: subjectLock(subjectKey),
    text: `
      INSERT INTO session_migration AS m (migration_id, client_id, session_key, subject_key, state, lease_until, keep_until, auth_time)
      SELECT $1::uuid, $2::text, $3::bytea, $4::bytea, 'reserved', now() + interval '${LEASE_S} s', $5::timestamptz, to_timestamp($6::float8)
      WHERE EXISTS (SELECT FROM session_migration WHERE client_id = $2 AND session_key = $3)
        OR (SELECT count(*) FROM session_migration WHERE subject_key = $4 AND created_at > now() - interval '1 hour')
          < ${NEW_ROWS_PER_HOUR}
      ON CONFLICT (client_id, session_key) DO UPDATE SET
        attempt = m.attempt + 1, lease_until = EXCLUDED.lease_until, retry_at = NULL, last_error = NULL,
        keep_until = greatest(m.keep_until, EXCLUDED.keep_until)
      WHERE m.state = 'reserved' AND m.lease_until < now() AND coalesce(m.retry_at, now()) <= now()
      RETURNING ${COLUMNS}`,
    values: [migrationID, clientID, sessionKey, subjectKey, keepUntilText(keepUntil), authTime ?? null],
  };
}

/** Claims of one subject wait for one another, and a barrier for them. */
export function subjectLock(subjectKey: Uint8Array): bigint {
  return Buffer.from(subjectKey).readBigInt64BE(1);
}

export function refuseStatement({ migrationID, attempt }: Fence, refused: Refused): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET
        last_error = $3, retry_at = now() + $4::float8 * interval '1 s', dirty = $6,
        lease_until = CASE WHEN $5 THEN now() ELSE m.lease_until END
      WHERE m.migration_id = $1 AND m.attempt = $2 AND m.state = 'reserved'
      RETURNING true`,
    values: [migrationID, attempt, refused.error, refused.retryAfter, refused.releaseLease, refused.dirty],
  };
}

/** E3. */
export function fenceStatement({ migrationID, attempt }: Fence, authgearSub: string): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET
        authgear_sub = $3, dirty = true, revoke_session = NULL, lease_until = now() + interval '${LEASE_S} s'
      WHERE m.migration_id = $1 AND m.attempt = $2 AND m.state = 'reserved'
      RETURNING true`,
    values: [migrationID, attempt, authgearSub],
  };
}

/** E6. */
export function issueStatement({ migrationID, attempt }: Fence, issued: Issued): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET
        state = 'issued', authgear_session = $3, reply = $4, reply_salt = $5,
        reply_until = now() + interval '${KEY_OPENS_REPLY_FOR}',
        access_until = now() + $6::float8 * interval '1 s', confirm_hash = $7, dirty = $8,
        retry_at = NULL, last_error = NULL
      WHERE m.migration_id = $1 AND m.attempt = $2 AND m.state = 'reserved'
      RETURNING true`,
    values: [
      migrationID,
      attempt,
      issued.authgearSession,
      issued.reply,
      issued.salt,
      issued.accessLeft,
      issued.confirmHash,
      issued.dirty,
    ],
  };
}

/** The confirmation stays until the next session has one: whoever holds it may still sign out. */
export function reissueStatement({ migrationID, attempt }: Fence): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET
        state = 'reserved', attempt = m.attempt + 1, reissues = m.reissues + 1,
        lease_until = now() + interval '${LEASE_S} s', retry_at = NULL, last_error = NULL,
        revoke_session = m.authgear_session, authgear_session = NULL, ${WITHOUT_REPLY}
      WHERE m.migration_id = $1 AND m.attempt = $2 AND m.state = 'issued'
      RETURNING ${COLUMNS}`,
    values: [migrationID, attempt],
  };
}

export const WITHOUT_REPLY = "reply = NULL, reply_salt = NULL, reply_until = NULL, access_until = NULL";
