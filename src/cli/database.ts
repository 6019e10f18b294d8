import { postgresLedger } from "../server/ledger/postgres-ledger.js";
import { createPool } from "./create-pool.js";
import type { Peers } from "./peers.js";

/** The database of one process; one that `--dev` has started ends with it. */
export interface Database {
  url: string;
  stop(): Promise<void>;
}

export function givenDatabase(url: string): Database {
  return { url, stop: () => Promise.resolve() };
}

/** Creates or upgrades the tables on a connection of its own. Instances that start at once wait for one another. */
export async function upgradeSchema(peers: Pick<Peers, "pg">, url: string): Promise<void> {
  const pool = createPool(peers, url, () => undefined, { forMigrations: true });
  try {
    await postgresLedger({ pool }).migrate();
  } finally {
    await pool.end();
  }
}
