import pg from "pg";
import { afterAll, expect, test } from "vitest";
import type { Pool } from "../../../src/server/ledger/pool.js";
import { transact } from "../../../src/server/ledger/transact.js";
import { createDatabase } from "../../setup/database.js";

const database = await createDatabase();
afterAll(() => database.drop());
const warnings: string[] = [];
const warned = (warning: Error): void => void warnings.push(warning.message);
process.on("warning", warned);
afterAll(() => void process.off("warning", warned));

/** Counts the queries of a pool, and how many were ever under way at once on one client. */
function counting(pool: pg.Pool, seen: { queries: number; most: number }): Pool {
  return {
    async connect() {
      const client = await pool.connect();
      let open = 0;
      return {
        pipeline: "pipeline" in client && client.pipeline,
        async query(text, values) {
          seen.queries++;
          seen.most = Math.max(seen.most, ++open);
          try {
            return await client.query<Record<string, unknown>>(text, values);
          } finally {
            open--;
          }
        },
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
        release: (error) => client.release(error),
      };
    },
  };
}

test.each([
  ["a plain pool takes three round trips, one after the other", {}, 1],
  ["a pool with pipeline takes one, of three queries", { pipeline: true }, 3],
])("%s, and pg warns of nothing", async (_, config, most) => {
  const pool = new pg.Pool({ connectionString: database.url, ...config });
  const seen = { queries: 0, most: 0 };
  const text = "SELECT current_setting('transaction_isolation') AS level, $1::text AS said";
  const rows = await transact(counting(pool, seen), { text, values: ["it"] });
  expect(rows).toEqual([{ level: "read committed", said: "it" }]);
  expect(seen).toEqual({ queries: 3, most });
  await pool.end();
  // Node tells a warning one tick later.
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});
