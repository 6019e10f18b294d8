import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import type { ClaimResult, Ledger, NewRow } from "../../../src/server/ledger/ledger.js";
import { ledgerKeys } from "../../../src/server/ledger/keys.js";
import type { Pool } from "../../../src/server/ledger/pool.js";
import { postgresLedger } from "../../../src/server/ledger/postgres-ledger.js";
import { SCHEMA } from "../../../src/server/ledger/schema.js";
import { createDatabase, type TestDatabase } from "../../setup/database.js";

const secret = Buffer.from("s".repeat(32));
let count = 0;

function newRow(subject = `user-${++count}`, sessionId = `sid-${++count}`): NewRow {
  const keys = ledgerKeys(secret, { name: "legacy", issuer: "https://legacy.example", subject, sessionId });
  return { migrationID: crypto.randomUUID(), clientID: "spa", keepUntil: null, ...keys };
}

async function database(setting?: string): Promise<TestDatabase> {
  const made = await createDatabase();
  afterAll(() => made.drop());
  const name = new URL(made.url).pathname.slice(1);
  if (setting !== undefined) await made.pool.query(`ALTER DATABASE ${name} SET ${setting}`);
  return made;
}

function poolOn({ url }: TestDatabase, config: object = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 8, ...config });
  afterAll(() => pool.end());
  return pool;
}

/** Whatever a connection remembers is gone after each use, as behind a pooler in transaction mode. */
function forgetful(pool: pg.Pool): Pool {
  return {
    async connect() {
      const client = await pool.connect();
      return {
        query: (text, values) => client.query<Record<string, unknown>>(text, values),
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
        release(error) {
          const forget = async (): Promise<void> => {
            await client.query("DISCARD ALL");
            client.release(error);
          };
          void forget();
        },
      };
    },
  };
}

/** How many of those that ask at once get what only one may have. */
async function winners(ledger: Ledger): Promise<Record<string, number>> {
  const row = newRow();
  const claim = (): Promise<ClaimResult> => ledger.claim({ ...row, migrationID: crypto.randomUUID() });
  const results = await Promise.all(Array.from({ length: 20 }, claim));
  const migrationIDs = new Set(results.map((result) => result.row?.migrationID ?? "none"));
  const [migrationID = ""] = migrationIDs;
  const fences = [1, 2].map((attempt) => ledger.fence({ migrationID, attempt }, "u"));
  const fenced = (await Promise.all(fences)).filter(Boolean).length;
  const closed = await Promise.all(Array.from({ length: 8 }, () => ledger.closeSession(row)));
  return {
    claimed: results.filter(({ claimed }) => claimed).length,
    rows: migrationIDs.size,
    fenced,
    closed: closed.filter(Boolean).length,
  };
}

/** The store itself refuses a write under another isolation level. */
const ONLY_READ_COMMITTED = `
  CREATE FUNCTION check_level() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    ASSERT current_setting('transaction_isolation') = 'read committed';
    RETURN NEW;
  END $$;
  CREATE TRIGGER check_level BEFORE INSERT OR UPDATE ON session_migration
    FOR EACH ROW EXECUTE FUNCTION check_level()`;

const ONE = { claimed: 1, rows: 1, fenced: 1, closed: 1 };

describe("of 20 claims of one session one wins", () => {
  test.each(["read committed", "repeatable read", "serializable"])(
    "where %s is the default",
    async (level) => {
      const made = await database(`default_transaction_isolation = '${level}'`);
      const ledger = postgresLedger({ pool: poolOn(made) });
      await ledger.migrate();
      await made.pool.query(ONLY_READ_COMMITTED);
      expect(await winners(ledger)).toEqual(ONE);
    },
  );

  test("with the queries of a step in one round trip", async () => {
    const made = await database();
    const ledger = postgresLedger({ pool: poolOn(made, { pipeline: true }) });
    await ledger.migrate();
    expect(await winners(ledger)).toEqual(ONE);
  });

  test("where no connection remembers anything", async () => {
    const made = await database();
    const ledger = postgresLedger({ pool: forgetful(poolOn(made)) });
    await ledger.migrate();
    expect(await winners(ledger)).toEqual(ONE);
  });
});

test("the tables are made once, however many instances start at once, and starting again changes nothing", async () => {
  const made = await database();
  const ledger = postgresLedger({ pool: made.pool });
  await Promise.all([1, 2, 3, 4].map(() => postgresLedger({ pool: made.pool }).migrate()));
  const row = newRow();
  await ledger.claim(row);
  await ledger.migrate();
  expect(await ledger.find(row.clientID, row.sessionKey)).toMatchObject({ state: "reserved", attempt: 1 });
  const { rows } = await made.pool.query("SELECT version FROM session_migration_schema ORDER BY version");
  expect(rows).toEqual(SCHEMA.map((_, index) => ({ version: index + 1 })));
});

test("a write that another transaction is in the way of waits for it, and sees what it left", async () => {
  const made = await database("default_transaction_isolation = 'serializable'");
  const ledger = postgresLedger({ pool: poolOn(made) });
  await ledger.migrate();
  const row = newRow();
  await ledger.claim(row);
  const other = await made.pool.connect();
  await other.query("BEGIN");
  await other.query("UPDATE session_migration SET attempt = 2 WHERE migration_id = $1", [row.migrationID]);
  const fenced = ledger.fence({ migrationID: row.migrationID, attempt: 1 }, "u");
  await other.query("COMMIT");
  other.release();
  expect(await fenced).toBe(false);
});

describe("a statement that fails", () => {
  const failing = (codes: (string | undefined)[]): { pool: Pool; texts: string[]; released: unknown[] } => {
    const texts: string[] = [];
    const released: unknown[] = [];
    const query = async (text: string): Promise<{ rows: Record<string, unknown>[] }> => {
      const word = text.trim().split(/\s/)[0] ?? "";
      texts.push(word);
      const code = word === "UPDATE" ? codes.shift() : undefined;
      if (code !== undefined) throw Object.assign(new Error("failed"), { code });
      return { rows: [{ done: true }] };
    };
    const on = (): void => undefined;
    return {
      texts,
      released,
      pool: { connect: async () => ({ query, on, off: on, release: (error) => void released.push(error) }) },
    };
  };
  const fence = { migrationID: "m", attempt: 1 };

  test("with 40001 or a deadlock is repeated in a new transaction", async () => {
    const { pool, texts, released } = failing(["40001", "40P01"]);
    expect(await postgresLedger({ pool }).fence(fence, "u")).toBe(true);
    expect(texts.join(" ")).toBe("BEGIN UPDATE ROLLBACK BEGIN UPDATE ROLLBACK BEGIN UPDATE COMMIT");
    expect(released).toEqual([false, false, false]);
  });

  test("with anything else, or for ever, is given up", async () => {
    await expect(postgresLedger({ pool: failing(["23514"]).pool }).fence(fence, "u")).rejects.toThrow(
      "failed",
    );
    const forEver = failing(Array.from({ length: 9 }, () => "40001"));
    await expect(postgresLedger({ pool: forEver.pool }).fence(fence, "u")).rejects.toThrow("failed");
    expect(forEver.texts.filter((word) => word === "UPDATE")).toHaveLength(5);
  });

  test("with its connection closes it instead of lending it out again", async () => {
    const { pool, texts, released } = failing(["ECONNRESET"]);
    await expect(postgresLedger({ pool }).fence(fence, "u")).rejects.toThrow("failed");
    expect(texts).toEqual(["BEGIN", "UPDATE"]);
    expect(released).toEqual([true]);
  });
});

test("a connection that is cut while it is out rejects and leaves the process alive", async () => {
  const made = await database();
  const ledger = postgresLedger({ pool: poolOn(made) });
  await ledger.migrate();
  const row = newRow();
  await ledger.claim(row);
  const blocker = await made.pool.connect();
  await blocker.query("BEGIN");
  await blocker.query("SELECT FROM session_migration FOR UPDATE");
  const fenced = ledger.fence({ migrationID: row.migrationID, attempt: 1 }, "u");
  const waiting =
    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
  const cut =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
  await expect.poll(async () => (await made.pool.query(waiting)).rows.length).toBe(1);
  const [outcome] = await Promise.allSettled([fenced, made.pool.query(cut)]);
  expect(outcome.status).toBe("rejected");
  await blocker.query("ROLLBACK");
  blocker.release();
  expect(await ledger.fence({ migrationID: row.migrationID, attempt: 1 }, "u")).toBe(true);
});

describe("legacy_account", () => {
  test("two legacy subjects never share a user, nor does one change it", async () => {
    const made = await database();
    const ledger = postgresLedger({ pool: made.pool });
    await ledger.migrate();
    const [a, b] = [newRow().subjectKey, newRow().subjectKey];
    const record = (subjectKey: Uint8Array, authgearSub: string) =>
      ledger.recordAccount({ subjectKey, authgearSub, source: "import" });
    expect(await record(a, "u1")).toBe(true);
    expect(await record(a, "u1")).toBe(true);
    expect(await record(b, "u1")).toBe(false);
    expect(await record(a, "u2")).toBe(false);
    expect(await record(b, "u2")).toBe(true);
  });

  test("a barrier that stands without a user keeps its date when the user is recorded", async () => {
    const made = await database();
    const ledger = postgresLedger({ pool: made.pool });
    await ledger.migrate();
    const row = newRow();
    const insert = "INSERT INTO legacy_account VALUES ($1, NULL, to_timestamp(1000), 'barrier')";
    await made.pool.query(insert, [row.subjectKey]);
    const record = { subjectKey: row.subjectKey, authgearSub: "u", source: "first-migration" } as const;
    expect(await ledger.recordAccount(record)).toBe(true);
    expect((await ledger.claim(row)).row).toMatchObject({ accountSub: "u", notBefore: 1000 });
    const { rows } = await made.pool.query("SELECT source FROM legacy_account");
    expect(rows).toEqual([{ source: "first-migration" }]);
  });
});
