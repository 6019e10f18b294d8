import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { postgresLedger } from "../../src/server/ledger/postgres-ledger.js";
import { createDatabase } from "../setup/database.js";
import { type LedgerUnderContract, ledgerSteps, rowsOf, take } from "./ledger-steps.js";
import { memoryLedger } from "./memory-ledger.js";

const database = await createDatabase();
afterAll(() => database.drop());
const { pool } = database;
const stored = postgresLedger({ pool });
await stored.migrate();

const TIMES =
  "lease_until retry_at reply_until access_until legacy_revoked_at created_at confirmed_at closed_at keep_until auth_time".split(
    " ",
  );

/** The store's time cannot be moved, so what it holds is made older. */
function inPostgreSQL(): LedgerUnderContract {
  return {
    ledger: stored,
    now: () => Date.now(),
    async pass(seconds) {
      const older = TIMES.map((column) => `${column} = ${column} - interval '${seconds} s'`);
      await pool.query(`UPDATE session_migration SET ${older.join()}`);
      await pool.query(`UPDATE legacy_account SET not_before = not_before - interval '${seconds} s'`);
    },
  };
}

/** Inside a statement time stands still, as in the store; between two of them a moment passes. */
function inMemory(): LedgerUnderContract {
  let time = Date.now();
  const now = (): number => time;
  const ledger = new Proxy(memoryLedger(now), {
    get(target, name, receiver) {
      time += 0.01;
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  return { ledger, now, pass: async (seconds) => void (time += seconds * 1000) };
}

test(
  "the ledger in memory answers every call as the one in PostgreSQL does",
  { timeout: 120_000 },
  async () => {
    const property = fc.asyncProperty(ledgerSteps, async (steps) => {
      await pool.query("TRUNCATE session_migration, legacy_account");
      const [real, twin] = [inPostgreSQL(), inMemory()];
      const told: [unknown[], unknown[]] = [[], []];
      for (const [index, step] of steps.entries()) {
        const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
        told[0].push([step.call, await take(real, step, id), await rowsOf(real)]);
        told[1].push([step.call, await take(twin, step, id), await rowsOf(twin)]);
      }
      expect(told[1]).toEqual(told[0]);
    });
    await fc.assert(property, { numRuns: 40, seed: 20_261_121, endOnFailure: true });
  },
);
