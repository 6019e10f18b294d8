import { subjectLock, WITHOUT_REPLY } from "./claim-statements.js";
import { CLOSED } from "./close-statements.js";
import type { LegacyAccountRecord } from "./ledger.js";
import { COLUMNS } from "./read-row.js";
import type { Statement } from "./transact.js";

/** The barrier of an erased subject stands for ever. */
const NOT_ERASED = "a.not_before IS DISTINCT FROM 'infinity'";

export function recordAccountStatement({ subjectKey, authgearSub, source }: LegacyAccountRecord): Statement {
  return {
    text: `
      INSERT INTO legacy_account AS a (subject_key, authgear_sub, source) VALUES ($1, $2, $3)
      ON CONFLICT (subject_key) DO UPDATE SET
        authgear_sub = EXCLUDED.authgear_sub, created_mark = NULL,
        source = CASE WHEN a.authgear_sub IS NULL THEN EXCLUDED.source ELSE a.source END
      WHERE (a.authgear_sub IS NULL OR a.authgear_sub = EXCLUDED.authgear_sub) AND ${NOT_ERASED}
      RETURNING true`,
    values: [subjectKey, authgearSub, source],
  };
}

/** A mark that stands already stays: it may have been given to Authgear. */
export function reserveAccountStatement(subjectKey: Uint8Array, mark: number): Statement {
  return {
    text: `
      INSERT INTO legacy_account AS a (subject_key, source, created_mark) VALUES ($1, 'first-migration', $2)
      ON CONFLICT (subject_key) DO UPDATE SET
        created_mark = CASE WHEN a.authgear_sub IS NULL THEN coalesce(a.created_mark, EXCLUDED.created_mark) END
      WHERE ${NOT_ERASED}
      RETURNING authgear_sub, created_mark`,
    values: [subjectKey, mark],
  };
}

/** The lock keeps claims out that would have read the barrier of before. */
export function closeAccountStatement(subjectKey: Uint8Array, before: Date | null): Statement {
  return {
    lock: subjectLock(subjectKey),
    text: `
      WITH barrier AS (
        INSERT INTO legacy_account AS a (subject_key, not_before, source)
        VALUES ($1, coalesce($2::timestamptz, now()), 'barrier')
        ON CONFLICT (subject_key) DO UPDATE SET not_before = greatest(a.not_before, EXCLUDED.not_before)
        RETURNING not_before)
      UPDATE session_migration AS m SET ${CLOSED}
      FROM barrier
      WHERE m.subject_key = $1 AND m.state <> 'closed' AND coalesce(m.auth_time < barrier.not_before, true)
      RETURNING ${COLUMNS}`,
    values: [subjectKey, before?.toISOString() ?? null],
  };
}

export function eraseAccountStatement(subjectKey: Uint8Array): Statement {
  return {
    lock: subjectLock(subjectKey),
    text: `
      WITH erased AS (
        INSERT INTO legacy_account AS a (subject_key, not_before, source) VALUES ($1, 'infinity', 'barrier')
        ON CONFLICT (subject_key) DO UPDATE SET
          authgear_sub = NULL, created_mark = NULL, not_before = 'infinity', source = 'barrier')
      UPDATE session_migration AS m SET ${CLOSED}
      WHERE m.subject_key = $1 AND (m.state <> 'closed' OR m.dirty OR m.revoke_session IS NOT NULL)
      RETURNING ${COLUMNS}`,
    values: [subjectKey],
  };
}

/** What stays of an erased subject are HMACs, states and times. */
export function forgetErasedStatement(subjectKey: Uint8Array | null): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET
        authgear_sub = NULL, authgear_session = NULL, last_error = NULL, auth_time = NULL, ${WITHOUT_REPLY}
      FROM legacy_account AS a
      WHERE a.subject_key = m.subject_key AND a.not_before = 'infinity' AND ($1::bytea IS NULL OR m.subject_key = $1)
        AND m.state = 'closed' AND NOT m.dirty AND m.revoke_session IS NULL
        AND coalesce(m.authgear_sub, m.authgear_session, m.last_error, m.auth_time::text) IS NOT NULL`,
    values: [subjectKey],
  };
}
