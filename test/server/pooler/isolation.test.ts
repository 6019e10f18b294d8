import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { postgresLedger } from "../../../src/server/ledger/postgres-ledger.js";
import { createWorld } from "../handler-under-test.js";
import { oneSession } from "../one-session.js";
import { RACES } from "./races.js";

const LEVELS = ["read committed", "repeatable read", "serializable"];

describe.each(LEVELS)("where %s is the default of the database", async (level) => {
  const world = await createWorld();
  const it = oneSession(world);
  const { url, pool: first } = world.database;
  const name = new URL(url).pathname.slice(1);
  await first.query(`ALTER DATABASE ${name} SET default_transaction_isolation = '${level}'`);
  const pools = [1, 2, 3].map(() => new pg.Pool({ connectionString: url, max: 4 }));
  afterAll(() => Promise.all(pools.map((pool) => pool.end())));
  const instances = pools.map((pool) => world.instance({ ledger: postgresLedger({ pool }) }));

  test.each(RACES)("%s", { timeout: 60_000 }, async (_, race) => {
    await expect(race({ world, it, instances })).resolves.toBeUndefined();
  });
});
