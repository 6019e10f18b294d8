import { expect, test, vi } from "vitest";
import { createServeWorld, post } from "./serve-world.js";
import { origins, runCLI } from "./serve-process.js";
import { ticket } from "../server/requests.js";
import { SCHEMA } from "../../src/server/ledger/schema.js";

// Processes are started: how long that takes is up to the machine.
vi.setConfig({ testTimeout: 60_000 });
const world = await createServeWorld();
const getJSON = async (url: string): Promise<[number, unknown]> => {
  const response = await fetch(url);
  return [response.status, await response.json()];
};
const READY = { ready: true, database: "reachable", schema: "current", draining: false };

test("two instances that start at once on an empty database make its tables once and exchange a session", async () => {
  const [one, two] = await Promise.all([world.start(), world.start()]);
  const { main } = await origins(one);
  const other = await origins(two);
  const subject_token = await world.signIn();
  const issued = await post(main, "", { subject_token });
  expect(issued).toMatchObject({ status: 200, body: { session: { verified: true } } });
  expect(await post(other.main, "/confirm", { ...ticket(issued), subject_token })).toMatchObject({
    status: 200,
    body: { legacy: "client" },
  });
  const { rows } = await world.database.pool.query(
    "SELECT version FROM session_migration_schema ORDER BY version",
  );
  expect(rows).toEqual(SCHEMA.map((_, index) => ({ version: index + 1 })));
  expect(one.lines().filter(({ msg }) => msg === "request")).toMatchObject([
    {
      level: "info",
      operation: "exchange",
      outcome: "issued",
      status: 200,
      clientID: "spa",
      verifier: "app",
    },
  ]);
  expect(two.lines().filter(({ msg }) => msg === "request")).toMatchObject([
    { operation: "confirm", outcome: "confirmed" },
  ]);
  // Neither warnings nor anything else.
  expect(one.output().stderr + two.output().stderr).toBe("");
});

test("it listens on 127.0.0.1 and says there whether it lives and may be given requests", async () => {
  const { main, metrics } = await origins(await world.start());
  expect(main).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(await getJSON(`${main}/healthz`)).toEqual([200, { alive: true }]);
  expect(await getJSON(`${main}/readyz`)).toEqual([200, READY]);
  expect(await getJSON(`${metrics}/readyz`)).toEqual([200, READY]);
  expect((await fetch(`${main}/metrics`)).status).toBe(404);
  expect((await fetch(`${main}/readyz`, { method: "POST" })).status).toBe(405);
});

test("a database of an older schema, or none at all, takes it out of service and not down", async () => {
  const run = await world.start();
  const { main } = await origins(run);
  await world.database.pool.query("ALTER TABLE session_migration_schema RENAME TO away");
  expect(await getJSON(`${main}/readyz`)).toEqual([503, { ...READY, ready: false, schema: "behind" }]);
  await world.database.pool.query("ALTER TABLE away RENAME TO session_migration_schema");
  const name = new URL(world.database.url).pathname.slice(1);
  await world.database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = $2",
    [name, "authgear-session-migration"],
  );
  await run.line("a connection to the database broke");
  await expect.poll(async () => (await getJSON(`${main}/readyz`))[0]).toBe(200);
});

test("metrics count requests by client and outcome, time their stages and count rows by state (P4)", async () => {
  const { main, metrics } = await origins(await world.start());
  const issued = await post(main, "", { subject_token: await world.signIn() });
  expect(issued.status).toBe(200);
  const response = await fetch(`${metrics}/metrics`);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  const text = await response.text();
  expect(text).toContain(
    'session_migration_requests_total{operation="exchange",outcome="issued",client_id="spa"} 1',
  );
  expect(text).toMatch(
    /^session_migration_stage_duration_seconds_count\{operation="exchange",stage="verify"\} 1$/m,
  );
  expect(text).toContain('session_migration_rows{client_id="spa",state="issued"} 1');
  expect(text).toMatch(/^session_migration_in_flight 0$/m);
  expect(text).toMatch(/^process_cpu_seconds_total /m);
});

test("it sweeps by itself", async () => {
  const token = await world.signIn();
  const run = await world.start({ sweepIntervalSeconds: "1", logLevel: '"debug"' });
  const issued = await post((await origins(run)).main, "", { subject_token: token });
  await world.database.pool.query(
    "UPDATE session_migration SET dirty = true, lease_until = now() - interval '6 minutes' WHERE migration_id = $1",
    [issued.body["migration_id"]],
  );
  await expect
    .poll(() => run.lines().find(({ msg, cleaned }) => msg === "swept" && cleaned === 1), { timeout: 5000 })
    .toMatchObject({ level: "info", failed: 0 });
});

test("--check tries the database, the Admin API and createSession, and makes no session", async () => {
  const before = world.emulator.sessions({ all: true }).length;
  const good = runCLI(["serve", "--check"], { cwd: await world.folder(), env: world.env });
  expect(await good.exited).toBe(0);
  const told = good.output().stdout;
  expect(told).toMatch(/^ok +database +PostgreSQL \d/m);
  expect(told).toMatch(/^ok +Admin API .* accepts the key for the project project$/m);
  expect(told).toMatch(/^ok +session +createSession is switched on and serves spa$/m);
  expect(world.emulator.sessions({ all: true })).toHaveLength(before);
});

test("--check fails over a client that Authgear does not have", async () => {
  const cwd = await world.folder({ clients: '{ nope: { origins: ["https://app.example"] } }' });
  const run = runCLI(["serve", "--check"], { cwd, env: world.env });
  expect(await run.exited).toBe(1);
  expect(run.output().stdout).toMatch(/^FAILED +session +createSession for nope .* unknown-client: /m);
});

test("--check fails over a key that Authgear does not know and a password that the database does not take", async () => {
  const url = new URL(world.database.url);
  url.password = "wrong-password-canary";
  const cwd = await world.folder({
    authgear: `{ endpoint: "${world.env["ENDPOINT"]}", projectID: "other", keyID: "admin-1", privateKey: { env: "ADMIN_KEY" } }`,
  });
  const run = runCLI(["serve", "--check"], { cwd, env: { ...world.env, DATABASE_URL: url.href } });
  expect(await run.exited).toBe(1);
  const { stdout, stderr } = run.output();
  expect(stdout).toMatch(/^FAILED +database +password authentication failed for user "postgres" \(28P01\)$/m);
  expect(stdout).toMatch(/^FAILED +Admin API .* admin-refused: look at authgear\.projectID/m);
  expect(stdout + stderr).not.toContain("wrong-password-canary");
});

test("the limits of the configuration hold, and the log says which one it was", async () => {
  const run = await world.start({ limits: "{ adminRate: 0.002, instances: 2 }" });
  const { main } = await origins(run);
  const key = "k".repeat(32);
  const first = await world.signIn();
  expect((await post(main, "", { subject_token: first }, key)).status).toBe(200);
  const second = await post(main, "", { subject_token: await world.signIn() });
  expect(second).toMatchObject({ status: 429, problem: "rate-limited", body: { kind: "transient" } });
  expect(Number(second.headers.get("Retry-After"))).toBeGreaterThan(60);
  expect((await post(main, "", { subject_token: first }, key)).status).toBe(200);
  const told = run.lines().filter(({ msg }) => msg === "request");
  expect(told).toMatchObject([
    { outcome: "issued" },
    { outcome: "rate-limited", why: "admin-rate" },
    { outcome: "replayed" },
  ]);
});
