import type { Pool } from "../../server/ledger/pool.js";
import { asRecord } from "../../server/as-record.js";
import { read } from "../../server/ledger/transact.js";
import type { ReadProgress } from "./create-metrics.js";

const STATES = ["reserved", "issued", "confirmed", "closed"];
const FRESH_MS = 30_000;

/** Reads the view `migration_progress`, at most every 30 seconds; nothing where the store has no such view. */
export function readProgress(pool: Pool, now: () => number = Date.now): ReadProgress {
  let last: { at: number; rows: ReturnType<ReadProgress> } | undefined;
  return () => {
    if (!last || now() - last.at >= FRESH_MS) last = { at: now(), rows: query(pool) };
    return last.rows;
  };
}

async function query(pool: Pool): ReturnType<ReadProgress> {
  const [found] = await read(pool, "SELECT to_regclass('migration_progress') IS NOT NULL AS there", []);
  if (found?.["there"] !== true) return [];
  const sums = new Map<string, { clientID: string; state: string; rows: number }>();
  for (const { one } of await read(pool, "SELECT to_jsonb(p) AS one FROM migration_progress AS p", [])) {
    const { client_id: clientID, ...columns } = asRecord(one);
    if (typeof clientID !== "string") continue;
    for (const state of STATES) {
      const number = columns[state];
      if (typeof number !== "number") continue;
      const key = `${state} ${clientID}`;
      sums.set(key, { clientID, state, rows: (sums.get(key)?.rows ?? 0) + number });
    }
  }
  return [...sums.values()];
}
