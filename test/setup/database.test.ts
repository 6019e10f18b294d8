import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createDatabase } from "./database.js";

const first = await createDatabase();
const second = await createDatabase();
afterAll(() => Promise.all([first.drop(), second.drop()]));

test("each database is empty and apart from the others", async () => {
  await first.pool.query("CREATE TABLE seen (n integer)");
  const { rows } = await second.pool.query<{ seen: string | null }>("SELECT to_regclass('seen') AS seen");
  expect(rows).toEqual([{ seen: null }]);
});

test("the server is PostgreSQL 18 and speaks UTF-8", async () => {
  const { rows } = await first.pool.query<{ version: string; encoding: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding",
  );
  expect(rows).toEqual([{ version: expect.stringMatching(/^18\./) as string, encoding: "UTF8" }]);
});

test("a dropped database cuts whoever is still connected", async () => {
  const third = await createDatabase();
  const idle = new pg.Client({ connectionString: third.url });
  const cut = new Promise((resolve) => idle.on("error", resolve));
  await idle.connect();
  await third.drop();
  expect(await cut).toBeInstanceOf(Error);
});
