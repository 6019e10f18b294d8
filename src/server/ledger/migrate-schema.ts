import type { Pool } from "./pool.js";
import { SCHEMA } from "./schema.js";

/** Any constant will do; all instances of this package must use the same. */
const LOCK = "4848297015622";

/** Brings the store to the latest version; instances that start at once wait for one another. */
export async function migrateSchema(pool: Pool): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(
      `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(${LOCK})`,
    );
    await client.query(
      "CREATE TABLE IF NOT EXISTS session_migration_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
    );
    const { rows } = await client.query(
      "SELECT coalesce(max(version), 0) AS version FROM session_migration_schema",
    );
    const version = Number(rows[0]?.version);
    for (const [index, statements] of SCHEMA.entries()) {
      if (index < version) continue;
      await client.query(statements);
      await client.query("INSERT INTO session_migration_schema (version) VALUES ($1)", [index + 1]);
    }
    await client.query("COMMIT");
  } catch (error) {
    failure = error instanceof Error ? error : new Error("the store did not answer");
    throw error;
  } finally {
    // A transaction that failed half-way ends with its connection.
    client.release(failure);
  }
}
