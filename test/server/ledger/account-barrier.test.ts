import { afterAll, expect, test } from "vitest";
import { claimStatement } from "../../../src/server/ledger/claim-statements.js";
import { ledgerKeys } from "../../../src/server/ledger/keys.js";
import { postgresLedger } from "../../../src/server/ledger/postgres-ledger.js";
import { createDatabase } from "../../setup/database.js";

test("a barrier waits for a claim that has read the one of before, and closes its row", async () => {
  const { pool, drop } = await createDatabase();
  afterAll(drop);
  const ledger = postgresLedger({ pool });
  await ledger.migrate();
  const legacy = { name: "legacy", issuer: "https://legacy.example", subject: "user", sessionId: "sid" };
  const keys = ledgerKeys(Buffer.from("s".repeat(32)), legacy);
  const row = { migrationID: crypto.randomUUID(), clientID: "spa", keepUntil: null, ...keys };
  const { lock, text, values } = claimStatement(row);
  const other = await pool.connect();
  await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${lock})`);
  expect((await other.query(text, values)).rows).toMatchObject([{ not_before: null }]);
  const closing = ledger.closeAccount(row.subjectKey, null);
  let done = false;
  void closing.finally(() => (done = true));
  const waits = async (): Promise<boolean> => {
    const waiting = await pool.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    return done || waiting.rows.length === 1;
  };
  await expect.poll(waits, { timeout: 10_000 }).toBe(true);
  await other.query("COMMIT");
  other.release();
  expect(await closing).toMatchObject([{ migrationID: row.migrationID, state: "closed", attempt: 2 }]);
});
