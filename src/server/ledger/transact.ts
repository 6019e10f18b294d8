import type { Pool, PoolClient, QueryResult } from "./pool.js";

/**
 * The isolation level is named in the `BEGIN` of every write, because it must not depend on what a database, a role or a pooler was
 * set to: a statement that waited for another one has to see what that one left. One transaction on one client is also all that
 * a pooler in transaction mode promises. A commit that is not on disk could be forgotten after its session was handed out.
 */
const BEGIN =
  "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout TO '5s'; " +
  "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') IN ('off', 'local')";

const ATTEMPTS = 5;
/** serialization_failure, deadlock_detected: nothing was done, the same may be asked again. */
const RETRIED = new Set(["40001", "40P01"]);

export interface Statement {
  text: string;
  values: unknown[];
  /** Waits for others that hold the same number; a whole number of at most 64 bits. */
  lock?: bigint;
}

/** One statement, one transaction; repeated where the store says so. */
export async function transact(pool: Pool, statement: Statement): Promise<QueryResult["rows"]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await onClient(pool, (client) => once(client, statement));
    } catch (error) {
      if (attempt === ATTEMPTS || !RETRIED.has(sqlState(error))) throw error;
    }
  }
}

/** One reading statement. */
export async function read(pool: Pool, text: string, values: unknown[]): Promise<QueryResult["rows"]> {
  return onClient(pool, async (client) => (await client.query(text, values)).rows);
}

/**
 * Three round trips on a plain pool: parameters cannot go with several statements at once, and `pg` warns where a query is sent before
 * the one before it was answered, unless its `pipeline` is on.
 */
async function once(client: PoolClient, { text, values, lock }: Statement): Promise<QueryResult["rows"]> {
  const begin = lock === undefined ? BEGIN : `${BEGIN}; SELECT pg_advisory_xact_lock(${lock})`;
  if (client.pipeline) return pipelined(client, begin, text, values);
  try {
    await client.query(begin);
    const { rows } = await client.query(text, values);
    await client.query("COMMIT");
    return rows;
  } catch (error) {
    // A broken connection is closed instead.
    if (sqlState(error) !== "") await client.query("ROLLBACK");
    throw error;
  }
}

/** One round trip. A statement that fails leaves a transaction that `COMMIT` can only roll back. */
async function pipelined(
  client: PoolClient,
  begin: string,
  text: string,
  values: unknown[],
): Promise<QueryResult["rows"]> {
  const [begun, result, committed] = await Promise.allSettled([
    client.query(begin),
    client.query(text, values),
    client.query("COMMIT"),
  ]);
  if (begun.status === "rejected") throw begun.reason;
  if (result.status === "rejected") throw result.reason;
  if (committed.status === "rejected") throw committed.reason;
  return result.value.rows;
}

async function onClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Without a listener a connection that breaks while it is out would end the process; the query itself rejects too.
  const ignore = (): void => undefined;
  client.on("error", ignore);
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    broken = sqlState(error) === "";
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
}

/** The SQLSTATE of an error that the store itself reported, else "". */
export function sqlState(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : "";
}
