import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { PROBLEMS } from "../../src/protocol/problem.js";
import { postgresLedger } from "../../src/server/ledger/postgres-ledger.js";
import { checkPolicy, keepUntil, type PolicyOptions } from "../../src/server/policy.js";
import * as known from "../../src/cli/config/known-keys.js";
import { createDatabase } from "../setup/database.js";

const read = (name: string): Promise<string> =>
  readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");
const page = await read("release-day.md");

function blocks(language: string): string[] {
  const found = page.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\`$`, "gms"));
  return [...found].map(([, source = ""]) => source);
}

interface Phase {
  policy: PolicyOptions;
  legacyRevocation: string;
}

const phases = await Promise.all(
  blocks("js").map(async (source) => {
    const module = `export default {${source}}`;
    const loaded = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as { default: Phase };
    return loaded.default;
  }),
);

const ROWS = `
  INSERT INTO session_migration
    (migration_id, client_id, session_key, subject_key, state, last_error, lease_until, created_at, confirmed_at, keep_until)
  SELECT gen_random_uuid(), client, number::text::bytea, number::text::bytea, state, error,
    now(), now() - ago::interval, CASE WHEN state = 'confirmed' THEN now() - ago::interval END, 'infinity'
  FROM (VALUES
    (1, 'spa', 'confirmed', NULL, '0 s'), (2, 'spa', 'confirmed', NULL, '0 s'), (3, 'spa', 'issued', NULL, '2 days'),
    (4, 'spa', 'reserved', 'user-not-found', '0 s'), (5, 'spa', 'closed', NULL, '0 s'), (6, 'spa', 'issued', NULL, '0 s'),
    (7, 'other', 'reserved', 'interaction-required:mfa', '0 s')) AS row (number, client, state, error, ago);
  INSERT INTO legacy_account (subject_key, authgear_sub, source)
  VALUES ('1', 'a', 'import'), ('2', 'b', 'import'), ('3', 'c', 'first-migration'), ('4', NULL, 'barrier')`;

describe("the SQL of docs/release-day.md", async () => {
  const database = await createDatabase();
  afterAll(() => database.drop());
  await postgresLedger({ pool: database.pool }).migrate();
  await database.pool.query(ROWS);
  const run = async (mark: string): Promise<Record<string, unknown>[]> => {
    const [sql, ...more] = blocks("sql").filter((source) => source.includes(mark));
    expect(more).toEqual([]);
    return (await database.pool.query<Record<string, unknown>>(sql ?? `no statement has "${mark}"`)).rows;
  };
  const sum = (rows: Record<string, unknown>[], column: string): number =>
    rows.reduce((all, row) => all + Number(row[column]), 0);

  test("answers, whatever of it is run", async () => {
    expect(blocks("sql")).toHaveLength(7);
    for (const sql of blocks("sql")) expect((await database.pool.query(sql)).rows).not.toEqual([]);
  });

  test("shows the last days, and how many arrived each day", async () => {
    const days = await run("day > (now()");
    expect([sum(days, "issued"), sum(days, "confirmed"), sum(days, "reserved")]).toEqual([2, 2, 2]);
    expect(sum(await run("LIMIT 14"), "sessions")).toBe(7);
  });

  test("tells the share that arrived, and why the others have not", async () => {
    expect(await run("AS arrived")).toEqual([
      { client_id: "other", arrived: "0.0" },
      { client_id: "spa", arrived: "40.0" },
    ]);
    expect(await run("AS error")).toEqual([
      { client_id: "other", error: "interaction-required", sessions: "1" },
      { client_id: "spa", error: "user-not-found", sessions: "1" },
    ]);
  });

  test("finds what no browser has confirmed, what was not revoked, and who was imported", async () => {
    expect(await run("'1 hour'")).toMatchObject([{ client_id: "spa", issued: 1 }]);
    expect(await run("legacy_revoked_at")).toEqual([{ client_id: "spa", confirmed: "2", not_revoked: "2" }]);
    expect(await run("legacy_account")).toEqual([
      { source: "barrier", users: "0" },
      { source: "first-migration", users: "1" },
      { source: "import", users: "2" },
    ]);
  });
});

describe("the settings of docs/release-day.md", () => {
  test("are options of the policy, and right", () => {
    expect(phases.map(({ legacyRevocation }) => legacyRevocation)).toEqual([
      "none",
      "none",
      "none",
      "client",
      "client",
    ]);
    for (const { policy } of phases) {
      expect(Object.keys(policy).filter((key) => !Object.hasOwn(known.POLICY, key))).toEqual([]);
      checkPolicy(policy, Date.now);
      keepUntil(policy);
    }
  });

  test("let nobody in before, and everybody from the second phase on", async () => {
    const claims = { name: "legacy", issuer: "https://legacy.example", subject: "42", sessionId: "s" };
    const times = { issuedAt: 0, expiresAt: 0 };
    const answers = await Promise.all(
      phases.map(({ policy }) => checkPolicy(policy, () => 0)({ ...claims, ...times }, Buffer.from("key"))),
    );
    expect(answers.map((answer) => answer?.problem ?? "in")).toEqual([
      "migration-disabled",
      "not-selected",
      "in",
      "in",
      "in",
    ]);
  });
});

test("every outcome and every metric that docs/release-day.md names is there", async () => {
  const named = [...page.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, name = ""]) => name);
  expect(named).toContain("already-migrated");
  expect(named.filter((name) => !Object.hasOwn(PROBLEMS, name))).toEqual([]);
  const metrics = [...page.matchAll(/`(session_migration_\w+)`/g)].map(([, name = ""]) => name);
  const told = await read("serve.md");
  expect(metrics).toContain("session_migration_rows");
  expect(metrics.filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
});
