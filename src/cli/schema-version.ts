import type { Pool } from "../server/ledger/pool.js";
import { SCHEMA } from "../server/ledger/schema.js";
import { read } from "../server/ledger/transact.js";

/** The version that this release needs. */
export const SCHEMA_VERSION: number = SCHEMA.length;

/** The version that the store has; 0 = none. Rejects if it does not answer. */
export async function schemaVersion(pool: Pool): Promise<number> {
  const [found] = await read(pool, "SELECT to_regclass('session_migration_schema') IS NOT NULL AS there", []);
  if (found?.["there"] !== true) return 0;
  const [newest] = await read(
    pool,
    "SELECT coalesce(max(version), 0)::int AS version FROM session_migration_schema",
    [],
  );
  return Number(newest?.["version"]);
}
