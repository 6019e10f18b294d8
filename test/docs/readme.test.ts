import { readFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { postgresLedger } from "../../src/server/ledger/postgres-ledger.js";
import { createDatabase } from "../setup/database.js";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");

const database = await createDatabase();
afterAll(() => database.drop());

test("what the README drops is all that the ledger has made", async () => {
  await postgresLedger({ pool: database.pool }).migrate();
  const [, drop = ""] = /`(DROP VIEW [^`]+)`/.exec(readme) ?? [];
  await database.pool.query(drop);
  const left = await database.pool.query(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
  );
  expect(left.rows).toEqual([]);
});

test("the README can be read in one sitting", () => {
  expect(readme.split("\n").length).toBeLessThan(178);
});
