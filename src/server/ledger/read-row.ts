import type { LedgerRow, LedgerState } from "./ledger.js";
import type { QueryResult } from "./pool.js";

/** What every statement reads of a row called `m`; times become spans by the database's clock. */
export const COLUMNS = `
  m.migration_id::text, m.client_id, m.session_key, m.subject_key, m.state, m.attempt, m.reissues,
  m.lease_until >= now() AS lease_alive,
  coalesce(greatest(extract(epoch FROM m.retry_at - now()), 0), 0)::float8 AS retry_in,
  m.last_error, m.authgear_sub, m.authgear_session, m.revoke_session, m.dirty,
  CASE WHEN m.reply_until > now() THEN m.reply END AS reply, m.reply_salt,
  coalesce(greatest(extract(epoch FROM m.access_until - now()), 0), 0)::float8 AS access_left,
  m.confirm_hash, m.legacy_revoked_at IS NOT NULL AS legacy_revoked,
  (SELECT a.authgear_sub FROM legacy_account a WHERE a.subject_key = m.subject_key) AS account_sub,
  (SELECT extract(epoch FROM a.not_before)::float8 FROM legacy_account a WHERE a.subject_key = m.subject_key) AS not_before`;

const STATES: readonly LedgerState[] = ["reserved", "issued", "confirmed", "closed"];

/** @throws TypeError if the store answers what its schema cannot hold. */
export function readRow(row: QueryResult["rows"][number] | undefined): LedgerRow | null {
  if (!row) return null;
  const reply = bytesOrNull(row.reply);
  const salt = bytesOrNull(row.reply_salt);
  return {
    migrationID: text(row.migration_id),
    clientID: text(row.client_id),
    sessionKey: bytes(row.session_key),
    subjectKey: bytes(row.subject_key),
    state: readState(row.state),
    attempt: Number(row.attempt),
    reissues: Number(row.reissues),
    leaseAlive: row.lease_alive === true,
    retryIn: Number(row.retry_in),
    lastError: textOrNull(row.last_error),
    authgearSub: textOrNull(row.authgear_sub),
    authgearSession: textOrNull(row.authgear_session),
    revokeSession: textOrNull(row.revoke_session),
    dirty: row.dirty === true,
    sealed: reply && salt ? { reply, salt } : null,
    accessLeft: Number(row.access_left),
    confirmHash: bytesOrNull(row.confirm_hash),
    legacyRevoked: row.legacy_revoked === true,
    accountSub: textOrNull(row.account_sub),
    notBefore: row.not_before === null ? null : Number(row.not_before),
  };
}

/** @throws TypeError if the schema has no such state. */
export function readState(value: unknown): LedgerState {
  const found = STATES.find((known) => known === value);
  if (!found) throw unexpected();
  return found;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw unexpected();
  return value;
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}

function bytes(value: unknown): Buffer {
  if (!Buffer.isBuffer(value)) throw unexpected();
  return value;
}

function bytesOrNull(value: unknown): Buffer | null {
  return value === null ? null : bytes(value);
}

function unexpected(): TypeError {
  return new TypeError("the ledger's table is not the one of this version");
}
