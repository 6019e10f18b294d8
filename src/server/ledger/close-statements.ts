import { keepUntilText, WITHOUT_REPLY } from "./claim-statements.js";
import type { Fence, NewRow, RowClaim } from "./ledger.js";
import { COLUMNS } from "./read-row.js";
import type { Statement } from "./transact.js";

/** Assignments that close a row, with its session still to be revoked. */
export const CLOSED: string = `
  state = 'closed', attempt = m.attempt + 1, closed_at = now(),
  revoke_session = coalesce(m.authgear_session, m.revoke_session), ${WITHOUT_REPLY}`;

/** Retiring leaves alone what was confirmed. */
const RETIRABLE = "m.state IN ('reserved', 'issued')";

/** C1. */
export function confirmStatement(claim: RowClaim): Statement {
  const { where, values } = whereClaimed(claim);
  return {
    text: `
      UPDATE session_migration AS m SET state = 'confirmed', attempt = m.attempt + 1, confirmed_at = now(), ${WITHOUT_REPLY}
      WHERE ${where} AND m.state = 'issued'
      RETURNING ${COLUMNS}`,
    values,
  };
}

/** The issued session was ended by somebody else. */
export function endStatement({ migrationID, attempt }: Fence): Statement {
  return {
    text: `
      UPDATE session_migration AS m SET state = 'closed', attempt = m.attempt + 1, closed_at = now(), ${WITHOUT_REPLY}
      WHERE m.migration_id = $1 AND m.attempt = $2 AND m.state = 'issued'
      RETURNING true`,
    values: [migrationID, attempt],
  };
}

export function closeStatement(claim: RowClaim, retire: number | undefined): Statement {
  const { where, values } = whereClaimed(claim);
  const open =
    retire === undefined ? "m.state <> 'closed'" : `${RETIRABLE} AND m.attempt = $${values.length + 1}`;
  return {
    text: `UPDATE session_migration AS m SET ${CLOSED} WHERE ${where} AND ${open} RETURNING ${COLUMNS}`,
    values: retire === undefined ? values : [...values, retire],
  };
}

export function closeSessionStatement(row: NewRow): Statement {
  return {
    text: `
      ${INSERT_CLOSED}
      ON CONFLICT (client_id, session_key) DO UPDATE SET
        ${CLOSED}, keep_until = greatest(m.keep_until, EXCLUDED.keep_until)
      WHERE m.state <> 'closed'
      RETURNING ${COLUMNS}`,
    values: closedValues(row),
  };
}

export function retireSessionStatement(row: NewRow, retire: number): Statement {
  if (retire === 0) {
    const text = `${INSERT_CLOSED} ON CONFLICT (client_id, session_key) DO NOTHING RETURNING ${COLUMNS}`;
    return { text, values: closedValues(row) };
  }
  return {
    text: `
      UPDATE session_migration AS m SET ${CLOSED}
      WHERE m.client_id = $1 AND m.session_key = $2 AND ${RETIRABLE} AND m.attempt = $3
      RETURNING ${COLUMNS}`,
    values: [row.clientID, row.sessionKey, retire],
  };
}

const INSERT_CLOSED = `
  INSERT INTO session_migration AS m
    (migration_id, client_id, session_key, subject_key, state, lease_until, closed_at, keep_until)
  VALUES ($1, $2, $3, $4, 'closed', now(), now(), $5)`;

function closedValues({ migrationID, clientID, sessionKey, subjectKey, keepUntil }: NewRow): unknown[] {
  return [migrationID, clientID, sessionKey, subjectKey, keepUntilText(keepUntil)];
}

/** A confirmation and a session id belong to one attempt alone, so they fence as the attempt does. */
function whereClaimed(claim: RowClaim): { where: string; values: unknown[] } {
  if ("authgearSession" in claim) {
    return {
      where: "m.client_id = $1 AND m.session_key = $2 AND m.authgear_session = $3",
      values: [claim.clientID, claim.sessionKey, claim.authgearSession],
    };
  }
  return {
    where: `m.client_id = $1 AND m.migration_id = $2 AND m.confirm_hash = $3
      AND m.session_key = coalesce($4::bytea, m.session_key)`,
    values: [claim.clientID, claim.migrationID, claim.confirmHash, claim.sessionKey ?? null],
  };
}
