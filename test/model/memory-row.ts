import { LEASE_S } from "../../src/server/ledger/claim-statements.js";
import type { LedgerRow, LedgerState, NewRow } from "../../src/server/ledger/ledger.js";

/** One row as the store keeps it: with times where the ledger tells spans. Milliseconds. */
export interface StoredRow extends Omit<
  LedgerRow,
  "leaseAlive" | "retryIn" | "accessLeft" | "legacyRevoked" | "sealed" | "accountSub" | "notBefore"
> {
  leaseUntil: number;
  retryAt: number | null;
  accessUntil: number | null;
  reply: { reply: Buffer; salt: Buffer; until: number } | null;
  legacyRevokedAt: number | null;
  createdAt: number;
  confirmedAt: number | null;
  keepUntil: number;
  /** Unix seconds. */
  authTime: number | null;
}

export const LEASE_MS: number = LEASE_S * 1000;

/** A row that is new: being worked on, or closed from the beginning. */
export function newRow(
  { authTime, ...row }: Omit<NewRow, "keepUntil">,
  state: LedgerState,
  now: number,
  keepUntil: Date | null,
): StoredRow {
  return {
    ...row,
    sessionKey: Buffer.from(row.sessionKey),
    subjectKey: Buffer.from(row.subjectKey),
    state,
    attempt: 1,
    reissues: 0,
    leaseUntil: state === "reserved" ? now + LEASE_MS : now,
    retryAt: null,
    lastError: null,
    authgearSub: null,
    authgearSession: null,
    revokeSession: null,
    dirty: false,
    reply: null,
    accessUntil: null,
    confirmHash: null,
    legacyRevokedAt: null,
    createdAt: now,
    confirmedAt: null,
    keepUntil: keepUntil?.getTime() ?? Infinity,
    authTime: authTime ?? null,
  };
}

/** What a statement reads of a row: times become spans. */
export function asRead(
  row: StoredRow,
  now: number,
  account: { sub: string | null; notBefore: number | null },
): LedgerRow {
  const { leaseUntil, retryAt, accessUntil, reply, legacyRevokedAt, ...rest } = row;
  const { createdAt: _, confirmedAt: __, keepUntil: ___, authTime: ____, ...kept } = rest;
  const left = (until: number | null): number => Math.max(((until ?? 0) - now) / 1000, 0);
  return {
    ...kept,
    leaseAlive: leaseUntil >= now,
    retryIn: left(retryAt),
    accessLeft: left(accessUntil),
    sealed: reply && reply.until > now ? { reply: reply.reply, salt: reply.salt } : null,
    legacyRevoked: legacyRevokedAt !== null,
    accountSub: account.sub,
    notBefore: account.notBefore,
  };
}
