import { wrongOption } from "../wrong-option.js";
import * as accounts from "./account-statements.js";
import * as claims from "./claim-statements.js";
import * as clean from "./clean-statements.js";
import * as close from "./close-statements.js";
import type { Ledger, LedgerRow } from "./ledger.js";
import { migrateSchema } from "./migrate-schema.js";
import type { Pool } from "./pool.js";
import { COLUMNS, readRow } from "./read-row.js";
import { readStanding } from "./read-standing.js";
import { read, sqlState, transact, type Statement } from "./transact.js";

export interface PostgresLedgerOptions {
  /**
   * A `Pool` of `pg` on the primary of a PostgreSQL 14 or later; PgBouncer in transaction mode may stand between. With its option
   * `pipeline: true` each step is one round trip. Whoever makes the pool ends it.
   */
  pool: Pool;
}

const UNIQUE_VIOLATION = "23505";

/**
 * The ledger in PostgreSQL. Its tables are found by the role's `search_path`; call `migrate()` before the first request.
 * @throws TypeError without a pool.
 */
export function postgresLedger({ pool }: PostgresLedgerOptions): Ledger {
  if (typeof pool?.connect !== "function") throw wrongOption("pool", pool, 'give a Pool of the package "pg"');
  const row = async (statement: Statement): Promise<LedgerRow | null> =>
    readRow((await transact(pool, statement))[0]);
  const rows = async (statement: Statement): Promise<LedgerRow[]> =>
    (await transact(pool, statement)).flatMap((one) => readRow(one) ?? []);
  const done = async (statement: Statement): Promise<boolean> => (await transact(pool, statement)).length > 0;
  const findWhere = async (where: string, values: unknown[]): Promise<LedgerRow | null> =>
    readRow((await read(pool, `SELECT ${COLUMNS} FROM session_migration AS m WHERE ${where}`, values))[0]);
  const find: Ledger["find"] = (clientID, sessionKey) =>
    findWhere("m.client_id = $1 AND m.session_key = $2", [clientID, sessionKey]);
  return {
    find,
    migrate: () => migrateSchema(pool),
    findByID: (clientID, migrationID) =>
      findWhere("m.client_id = $1 AND m.migration_id = $2", [clientID, migrationID]),
    standing: (query) => readStanding(pool, query),
    async claim(input) {
      const claimed = await row(claims.claimStatement(input));
      if (claimed) return { claimed: true, row: claimed };
      return { claimed: false, row: await find(input.clientID, input.sessionKey) };
    },
    refuse: (fence, refused) => done(claims.refuseStatement(fence, refused)),
    fence: (fence, authgearSub) => done(claims.fenceStatement(fence, authgearSub)),
    issue: (fence, issued) => done(claims.issueStatement(fence, issued)),
    reissue: (fence) => row(claims.reissueStatement(fence)),
    end: (fence) => done(close.endStatement(fence)),
    confirm: (claim) => row(close.confirmStatement(claim)),
    close: (claim, retire) => row(close.closeStatement(claim, retire)),
    closeSession: (input) => row(close.closeSessionStatement(input)),
    retireSession: (input, retire) => row(close.retireSessionStatement(input, retire)),
    async holds({ migrationID, attempt }) {
      const text = "SELECT true FROM session_migration WHERE migration_id = $1 AND attempt = $2";
      return (await read(pool, text, [migrationID, attempt])).length > 0;
    },
    cleaned: (fence, cleaned) => done(clean.cleanedStatement(fence, cleaned)),
    legacyRevoked: (fence) => done(clean.legacyRevokedStatement(fence)),
    claimLeft: (claim) => rows(clean.claimLeftStatement(claim)),
    closeAccount: (subjectKey, before) => rows(accounts.closeAccountStatement(subjectKey, before)),
    eraseAccount: (subjectKey) => rows(accounts.eraseAccountStatement(subjectKey)),
    async forgetErased(subjectKey) {
      await transact(pool, accounts.forgetErasedStatement(subjectKey));
    },
    async forget(keepUntil) {
      await transact(pool, clean.forgetRepliesStatement());
      return (await transact(pool, clean.forgetRowsStatement(keepUntil))).length;
    },
    async reserveAccount(subjectKey, mark) {
      const [account] = await transact(pool, accounts.reserveAccountStatement(subjectKey, mark));
      if (!account) return null;
      const { authgear_sub: authgearSub, created_mark } = account;
      return typeof authgearSub === "string" ? { authgearSub } : { mark: Number(created_mark) };
    },
    async recordAccount(record) {
      try {
        return await done(accounts.recordAccountStatement(record));
      } catch (error) {
        // The user belongs to another legacy subject.
        if (sqlState(error) === UNIQUE_VIOLATION) return false;
        throw error;
      }
    },
  };
}
