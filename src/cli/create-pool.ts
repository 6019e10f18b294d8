import type { Pool } from "pg";
import type { Peers } from "./peers.js";

/** The pool of the ledger. `onError` hears of connections that break while nobody uses them; without it they would end the process. */
export function createPool(
  { pg }: Pick<Peers, "pg">,
  connectionString: string,
  onError: (error: unknown) => void,
  options: { forMigrations?: boolean } = {},
): Pool {
  const settings = {
    connectionString,
    application_name: "authgear-session-migration",
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    // The three statements of a step go out at once; a `pg` before 8.23 does not know it and waits for each. Newer than its types.
    pipeline: true,
    // An upgrade may take its time; nothing else may wait for a network that swallows everything.
    ...(options.forMigrations ? { max: 1 } : { query_timeout: 10_000 }),
  };
  const pool = new pg.Pool(settings);
  pool.on("error", onError);
  return pool;
}
