import { KEY_OPENS_REPLY_FOR } from "../../src/server/ledger/claim-statements.js";
import type { Ledger, LedgerRow, LedgerState, NewRow, RowClaim } from "../../src/server/ledger/ledger.js";
import { memoryAccounts } from "./memory-accounts.js";
import { asRead, LEASE_MS, newRow, type StoredRow } from "./memory-row.js";

const REPLY_MS = Number.parseInt(KEY_OPENS_REPLY_FOR, 10) * 60_000;
const HOUR_MS = 3_600_000;
const NEW_ROWS_PER_HOUR = 5;

/** The twin of the ledger in PostgreSQL, in memory and under the run's own time: one contract holds for both. */
export function memoryLedger(now: () => number): Ledger {
  let rows: StoredRow[] = [];
  const accounts = memoryAccounts();
  const hex = (key: Uint8Array): string => Buffer.from(key).toString("hex");
  const same = (a: Uint8Array | null, b: Uint8Array): boolean => a !== null && hex(a) === hex(b);

  const show = (row: StoredRow | undefined): LedgerRow | null =>
    row ? asRead(row, now(), accounts.of(row.subjectKey)) : null;
  const of = (clientID: string, sessionKey: Uint8Array): StoredRow | undefined =>
    rows.find((row) => row.clientID === clientID && same(row.sessionKey, sessionKey));
  const rowsOf = (subjectKey: Uint8Array): StoredRow[] =>
    rows.filter((row) => same(row.subjectKey, subjectKey));
  const at = ({ migrationID, attempt }: { migrationID: string; attempt: number }): StoredRow | undefined =>
    rows.find((row) => row.migrationID === migrationID && row.attempt === attempt);
  const change = (row: StoredRow | undefined, to: Partial<StoredRow>): boolean =>
    !!row && !!Object.assign(row, to);
  const insert = ({ keepUntil, ...row }: NewRow, state: LedgerState): StoredRow => {
    const made = newRow(row, state, now(), keepUntil);
    rows.push(made);
    return made;
  };
  const withoutReply = { reply: null, accessUntil: null };
  const closed = (row: StoredRow): Partial<StoredRow> => ({
    state: "closed",
    attempt: row.attempt + 1,
    revokeSession: row.authgearSession ?? row.revokeSession,
    ...withoutReply,
  });
  const close = (row: StoredRow): LedgerRow | null => show(Object.assign(row, closed(row)));
  const claimed = (claim: RowClaim): StoredRow | undefined => {
    if ("authgearSession" in claim) {
      const row = of(claim.clientID, claim.sessionKey);
      return row?.authgearSession === claim.authgearSession ? row : undefined;
    }
    const { clientID, migrationID, confirmHash, sessionKey } = claim;
    const row = rows.find((one) => one.clientID === clientID && one.migrationID === migrationID);
    const mine =
      row && same(row.confirmHash, confirmHash) && same(row.sessionKey, sessionKey ?? row.sessionKey);
    return mine ? row : undefined;
  };
  const retirable = (row: StoredRow, attempt: number): boolean =>
    (row.state === "reserved" || row.state === "issued") && row.attempt === attempt;

  return {
    migrate: async () => undefined,
    find: async (clientID, sessionKey) => show(of(clientID, sessionKey)),
    findByID: async (clientID, migrationID) =>
      show(rows.find((row) => row.clientID === clientID && row.migrationID === migrationID)),
    async standing({ clientIDs, sessionKey, subjectKey }) {
      const mine = rows.filter((row) => clientIDs.includes(row.clientID) && same(row.sessionKey, sessionKey));
      const since = mine.flatMap(({ confirmedAt }) => confirmedAt ?? []);
      const account = accounts.of(subjectKey);
      return {
        states: mine.map(({ state }) => state),
        confirmedFor: since.length > 0 ? (now() - Math.min(...since)) / 1000 : null,
        accountSub: account.sub,
        notBefore: account.notBefore,
      };
    },
    async claim(input) {
      const row = of(input.clientID, input.sessionKey);
      if (!row) {
        const young = rows.filter(
          (one) => same(one.subjectKey, input.subjectKey) && one.createdAt > now() - HOUR_MS,
        );
        if (young.length >= NEW_ROWS_PER_HOUR) return { claimed: false, row: null };
        return { claimed: true, row: show(insert(input, "reserved")) as LedgerRow };
      }
      const free = row.state === "reserved" && row.leaseUntil < now() && (row.retryAt ?? 0) <= now();
      if (!free) return { claimed: false, row: show(row) };
      const keepUntil = Math.max(row.keepUntil, input.keepUntil?.getTime() ?? Infinity);
      const leaseUntil = now() + LEASE_MS;
      change(row, { attempt: row.attempt + 1, leaseUntil, retryAt: null, lastError: null, keepUntil });
      return { claimed: true, row: show(row) as LedgerRow };
    },
    async refuse(fence, { error, retryAfter, releaseLease, dirty }) {
      const row = at(fence);
      if (row?.state !== "reserved") return false;
      const leaseUntil = releaseLease ? now() : row.leaseUntil;
      return change(row, { lastError: error, retryAt: now() + retryAfter * 1000, dirty, leaseUntil });
    },
    async fence(fence, authgearSub) {
      const row = at(fence);
      const leaseUntil = now() + LEASE_MS;
      return (
        row?.state === "reserved" &&
        change(row, { authgearSub, dirty: true, revokeSession: null, leaseUntil })
      );
    },
    async issue(fence, { authgearSession, reply, salt, accessLeft, confirmHash, dirty }) {
      const row = at(fence);
      if (row?.state !== "reserved") return false;
      return change(row, {
        state: "issued",
        authgearSession,
        reply: { reply, salt, until: now() + REPLY_MS },
        accessUntil: now() + accessLeft * 1000,
        confirmHash: Buffer.from(confirmHash),
        dirty,
        retryAt: null,
        lastError: null,
      });
    },
    async reissue(fence) {
      const row = at(fence);
      if (row?.state !== "issued") return null;
      change(row, {
        state: "reserved",
        attempt: row.attempt + 1,
        reissues: row.reissues + 1,
        leaseUntil: now() + LEASE_MS,
        retryAt: null,
        lastError: null,
        revokeSession: row.authgearSession,
        authgearSession: null,
        ...withoutReply,
      });
      return show(row);
    },
    async end(fence) {
      const row = at(fence);
      return (
        row?.state === "issued" && change(row, { state: "closed", attempt: row.attempt + 1, ...withoutReply })
      );
    },
    async confirm(claim) {
      const row = claimed(claim);
      if (row?.state !== "issued") return null;
      change(row, { state: "confirmed", attempt: row.attempt + 1, confirmedAt: now(), ...withoutReply });
      return show(row);
    },
    async close(claim, retire) {
      const row = claimed(claim);
      if (!row || (retire === undefined ? row.state === "closed" : !retirable(row, retire))) return null;
      return close(row);
    },
    async closeSession(input) {
      const row = of(input.clientID, input.sessionKey);
      if (!row) return show(insert(input, "closed"));
      if (row.state === "closed") return null;
      row.keepUntil = Math.max(row.keepUntil, input.keepUntil?.getTime() ?? Infinity);
      return close(row);
    },
    async retireSession(input, retire) {
      const row = of(input.clientID, input.sessionKey);
      if (retire === 0) return row ? null : show(insert(input, "closed"));
      return row && retirable(row, retire) ? close(row) : null;
    },
    holds: async (fence) => !!at(fence),
    async cleaned(fence, { revoked, sweep }) {
      const row = at(fence);
      if (!row) return false;
      const revokeSession = row.revokeSession === revoked ? null : row.revokeSession;
      const mark = sweep
        ? { dirty: false, leaseUntil: now() }
        : { dirty: row.dirty && row.leaseUntil >= now() };
      return change(row, { revokeSession, ...mark });
    },
    async legacyRevoked(fence) {
      const row = at(fence);
      return change(row, { legacyRevokedAt: row?.legacyRevokedAt ?? now() });
    },
    async claimLeft({ limit, quietFor }) {
      const left = rows
        .filter(
          (row) => (row.dirty || row.revokeSession !== null) && row.leaseUntil < now() - quietFor * 1000,
        )
        .toSorted((a, b) => a.leaseUntil - b.leaseUntil)
        .slice(0, limit);
      return left.flatMap((row) => {
        const reserved = row.state === "reserved";
        change(row, {
          attempt: row.attempt + (reserved ? 1 : 0),
          leaseUntil: reserved ? now() + LEASE_MS : now(),
        });
        return show(row) ?? [];
      });
    },
    async forget(keepUntil) {
      for (const row of rows) if (row.reply && row.reply.until < now()) change(row, withoutReply);
      const before = rows.length;
      const over = (row: StoredRow): boolean =>
        row.keepUntil < now() || (row.keepUntil === Infinity && (keepUntil?.getTime() ?? Infinity) < now());
      rows = rows.filter((row) => !over(row) || row.dirty || row.revokeSession !== null);
      return before - rows.length;
    },
    reserveAccount: accounts.reserveAccount,
    recordAccount: accounts.recordAccount,
    async closeAccount(subjectKey, before) {
      // What a statement answers of the account is what stood there before it.
      const account = accounts.of(subjectKey);
      const barrier = accounts.bar(subjectKey, (before?.getTime() ?? now()) / 1000);
      const older = rowsOf(subjectKey).filter(
        (row) => row.state !== "closed" && (row.authTime === null || row.authTime < barrier),
      );
      return older.map((row) => asRead(Object.assign(row, closed(row)), now(), account));
    },
    async eraseAccount(subjectKey) {
      const account = accounts.of(subjectKey);
      accounts.bar(subjectKey, Infinity);
      const left = rowsOf(subjectKey).filter(
        (row) => row.state !== "closed" || row.dirty || row.revokeSession !== null,
      );
      return left.map((row) => asRead(Object.assign(row, closed(row)), now(), account));
    },
    async forgetErased(subjectKey) {
      for (const row of subjectKey ? rowsOf(subjectKey) : rows) {
        const erased = accounts.of(row.subjectKey).notBefore === Infinity;
        if (!erased || row.state !== "closed" || row.dirty || row.revokeSession !== null) continue;
        const nobody = { authgearSub: null, authgearSession: null, lastError: null, authTime: null };
        change(row, { ...nobody, ...withoutReply });
      }
    },
  };
}
