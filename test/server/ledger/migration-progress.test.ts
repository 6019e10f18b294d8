import { afterAll, describe, expect, test } from "vitest";
import { readProgress } from "../../../src/cli/observe/read-progress.js";
import { ledgerKeys } from "../../../src/server/ledger/keys.js";
import type { Ledger, NewRow } from "../../../src/server/ledger/ledger.js";
import { postgresLedger } from "../../../src/server/ledger/postgres-ledger.js";
import { SCHEMA } from "../../../src/server/ledger/schema.js";
import { createDatabase, type TestDatabase } from "../../setup/database.js";

const secret = Buffer.from("s".repeat(32));
const CONFIRM_HASH = Buffer.alloc(32, 7);

function newRow(id: string, clientID = "spa"): NewRow {
  const session = { name: "legacy", issuer: "https://legacy.example", subject: id, sessionId: id };
  return { migrationID: crypto.randomUUID(), clientID, keepUntil: null, ...ledgerKeys(secret, session) };
}

async function empty(): Promise<{ database: TestDatabase; ledger: Ledger }> {
  const database = await createDatabase();
  afterAll(() => database.drop());
  return { database, ledger: postgresLedger({ pool: database.pool }) };
}

async function issue(ledger: Ledger, row: NewRow): Promise<void> {
  const fence = { migrationID: row.migrationID, attempt: 1 };
  await ledger.claim(row);
  await ledger.fence(fence, `sub of ${row.migrationID}`);
  const sealed = { reply: Buffer.from("sealed"), salt: Buffer.from("salt") };
  const session = { authgearSession: `sid of ${row.migrationID}`, accessLeft: 1800 };
  await ledger.issue(fence, { ...sealed, ...session, confirmHash: CONFIRM_HASH, dirty: false });
}

async function refuse(ledger: Ledger, row: NewRow, error: string): Promise<void> {
  await ledger.claim(row);
  const fence = { migrationID: row.migrationID, attempt: 1 };
  await ledger.refuse(fence, { error, retryAfter: 60, releaseLease: true, dirty: false });
}

const PROGRESS = `
  SELECT client_id, day::text, reserved, issued, confirmed, closed, errors, oldest_unconfirmed
  FROM migration_progress ORDER BY client_id, day`;

describe("the view migration_progress", async () => {
  const { database, ledger } = await empty();
  const { pool } = database;
  await ledger.migrate();
  const moved = async (row: NewRow, to: string): Promise<void> => {
    await pool.query("UPDATE session_migration SET created_at = $2 WHERE migration_id = $1", [
      row.migrationID,
      to,
    ]);
  };
  const names = "claimed refused again asked issued old confirmed closed".split(" ");
  const rows = Object.fromEntries(names.map((name) => [name, newRow(name)]));
  const row = (name: string): NewRow => rows[name] ?? newRow(name);
  await ledger.claim(row("claimed"));
  await refuse(ledger, row("refused"), "user-not-found");
  await refuse(ledger, row("again"), "user-not-found");
  await refuse(ledger, row("asked"), "interaction-required:42@example.com");
  for (const name of ["issued", "old", "confirmed"]) await issue(ledger, row(name));
  const { migrationID } = row("confirmed");
  await ledger.confirm({ clientID: "spa", migrationID, confirmHash: CONFIRM_HASH });
  await refuse(ledger, row("closed"), "upstream-unavailable");
  await ledger.closeSession(row("closed"));
  for (const name of names) await moved(row(name), "2026-11-21T09:00:00Z");
  await moved(row("old"), "2026-11-21T08:00:00Z");
  const nextDay = newRow("next day");
  await issue(ledger, nextDay);
  await moved(nextDay, "2026-11-22T00:30:00Z");
  const other = newRow("other client", "other");
  await ledger.closeSession(other);
  await moved(other, "2026-11-21T23:59:59Z");

  test("counts by client and day what stands in each state, and the errors by kind", async () => {
    const none = { reserved: 0, issued: 0, confirmed: 0, closed: 0, errors: {}, oldest_unconfirmed: null };
    const errors = { "user-not-found": 2, "interaction-required": 1 };
    expect((await pool.query(PROGRESS)).rows).toEqual([
      { ...none, client_id: "other", day: "2026-11-21", closed: 1 },
      {
        client_id: "spa",
        day: "2026-11-21",
        reserved: 4,
        issued: 2,
        confirmed: 1,
        closed: 1,
        errors,
        oldest_unconfirmed: new Date("2026-11-21T08:00:00Z"),
      },
      {
        ...none,
        client_id: "spa",
        day: "2026-11-22",
        issued: 1,
        oldest_unconfirmed: new Date("2026-11-22T00:30:00Z"),
      },
    ]);
  });

  test("means the day in UTC, wherever the session is", async () => {
    const client = await pool.connect();
    await client.query("SET TIME ZONE 'America/Los_Angeles'");
    const { rows: days } = await client.query("SELECT DISTINCT day::text FROM migration_progress ORDER BY 1");
    client.release(true);
    expect(days).toEqual([{ day: "2026-11-21" }, { day: "2026-11-22" }]);
  });

  test("is what the metrics count from", async () => {
    const counted = await readProgress(pool)();
    const rowsOf = (clientID: string, state: string): number | undefined =>
      counted.find((one) => one.clientID === clientID && one.state === state)?.rows;
    expect(["reserved", "issued", "confirmed", "closed"].map((state) => rowsOf("spa", state))).toEqual([
      4, 3, 1, 1,
    ]);
    expect(rowsOf("other", "closed")).toBe(1);
  });

  test("holds no key, no id of a user or a session, and no words that an app may have put in", async () => {
    const { rows: all } = await pool.query<{ text: string }>(
      "SELECT to_jsonb(p)::text AS text FROM migration_progress p",
    );
    const text = all.map((one) => one.text).join("\n");
    const { rows: secrets } = await pool.query<{ value: string }>(
      `SELECT unnest(ARRAY[migration_id::text, session_key::text, subject_key::text, authgear_sub, authgear_session]) AS value
       FROM session_migration`,
    );
    const values = secrets.flatMap(({ value }) => value ?? []);
    expect(values.length).toBeGreaterThan(30);
    expect(values.filter((value) => text.includes(value))).toEqual([]);
    expect(text).not.toContain("42@example.com");
  });

  test("can be read by a role that may not read the table", async () => {
    const role = `watcher_${crypto.randomUUID().replaceAll("-", "")}`;
    await pool.query(`CREATE ROLE ${role}; GRANT SELECT ON migration_progress TO ${role}`);
    const client = await pool.connect();
    await client.query(`SET ROLE ${role}`);
    await expect(client.query("SELECT FROM session_migration")).rejects.toThrow("permission denied");
    expect((await client.query(PROGRESS)).rows).toHaveLength(3);
    client.release(true);
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
});

test("a store of version 1 gets the view and the columns, and keeps its rows", async () => {
  const { database, ledger } = await empty();
  const { pool } = database;
  await pool.query(`
    CREATE TABLE session_migration_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
    INSERT INTO session_migration_schema (version) VALUES (1);
    ${SCHEMA[0]}`);
  const columns =
    "migration_id, client_id, session_key, subject_key, state, last_error, lease_until, keep_until";
  await pool.query(`
    INSERT INTO session_migration (${columns}) VALUES
      (gen_random_uuid(), 'spa', 'a', 'a', 'issued', NULL, now(), 'infinity'),
      (gen_random_uuid(), 'spa', 'b', 'b', 'reserved', 'user-unusable', now(), 'infinity');
    INSERT INTO legacy_account (subject_key, authgear_sub, source) VALUES ('a', 'sub', 'import')`);
  const before = await pool.query("SELECT * FROM session_migration ORDER BY created_at");
  await ledger.migrate();
  const after = await pool.query("SELECT * FROM session_migration ORDER BY created_at");
  expect(after.rows).toEqual(before.rows.map((row: object) => ({ ...row, auth_time: null })));
  expect((await pool.query("SELECT authgear_sub, created_mark FROM legacy_account")).rows).toEqual([
    { authgear_sub: "sub", created_mark: null },
  ]);
  expect((await pool.query(PROGRESS)).rows).toMatchObject([
    { client_id: "spa", reserved: 1, issued: 1, errors: { "user-unusable": 1 } },
  ]);
  const versions = await pool.query("SELECT version FROM session_migration_schema ORDER BY version");
  expect(versions.rows).toEqual(SCHEMA.map((_, index) => ({ version: index + 1 })));
});
