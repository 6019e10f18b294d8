import { afterAll, describe, expect, test } from "vitest";
import { postgresLedger } from "../../../src/server/ledger/postgres-ledger.js";
import { createWorld } from "../handler-under-test.js";
import { oneSession } from "../one-session.js";
import { RACES } from "./races.js";
import { transactionPool } from "./transaction-pool.js";

describe.each([false, true])("behind a pooler in transaction mode, pipeline %s", async (pipeline) => {
  const world = await createWorld();
  const it = oneSession(world);
  const pool = await transactionPool(world.database.url, { pipeline });
  afterAll(() => pool.end());
  const ledger = postgresLedger({ pool });
  const instances = [1, 2, 3, 4].map(() => world.instance({ ledger }));

  test("starts on tables that are there already", async () => {
    await expect(Promise.all([ledger.migrate(), ledger.migrate()])).resolves.toBeDefined();
  });

  test.each(RACES)("%s", { timeout: 60_000 }, async (_, race) => {
    await expect(race({ world, it, instances })).resolves.toBeUndefined();
  });

  test("nothing of a session is left on any connection, and each was used", () => {
    expect(pool.left).toEqual([]);
    for (const count of pool.served) expect(count).toBeGreaterThan(10);
  });
});

test("the pooler of these tests sees what a session would leave", async () => {
  const world = await createWorld();
  const pool = await transactionPool(world.database.url, { pipeline: false });
  const client = await pool.connect();
  await client.query("SELECT pg_advisory_lock(1)");
  await client.query("SET statement_timeout TO '7s'");
  expect(pool.left).toHaveLength(2);
  await pool.end();
});
