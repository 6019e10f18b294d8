import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { asRecord } from "../../src/server/as-record.js";
import { refreshToken, ticket } from "../server/requests.js";
import { createServeWorld, post } from "./serve-world.js";
import { origins } from "./serve-process.js";

const world = await createServeWorld();

test("nothing secret stands in any line, whatever happens and whatever the app's own functions log", async () => {
  const spill = `(claims) => { throw Object.assign(new Error("canary-thrown-" + claims.subject), { token: claims.sessionId }); }`;
  const key = randomBytes(16).toString("base64url");
  const quiet = await world.start({ logLevel: '"debug"', sweepIntervalSeconds: "1" });
  const spilling = await world.start({ logLevel: '"debug"', onMigrated: spill });
  const [{ main, metrics }, other] = await Promise.all([origins(quiet), origins(spilling)]);
  const tokens = await Promise.all([1, 2, 3].map(() => world.signIn()));
  const [first = "", second = "", third = ""] = tokens;

  const issued = await post(main, "", { subject_token: first }, key);
  expect(issued.status).toBe(200);
  expect((await post(main, "", { subject_token: first }, key)).status).toBe(200);
  expect((await post(main, "/confirm", { ...ticket(issued), subject_token: first })).status).toBe(200);
  expect((await post(main, "/sign-out", { subject_token: second })).status).toBe(200);
  expect((await post(main, "", { subject_token: second })).problem).toBe("signed-out");
  expect((await post(other.main, "", { subject_token: third })).status).toBe(503);
  expect((await post(main, `/nowhere?token=${first}`, {})).status).toBe(404);
  await fetch(`${main}/session-migration`, {
    method: "POST",
    headers: { Authorization: `Bearer ${first}`, Cookie: `session=${first}` },
    body: first,
  });
  await world.database.pool.query("ALTER TABLE session_migration RENAME TO gone");
  expect((await post(main, "", { subject_token: third })).status).toBe(503);
  await quiet.line("the sweep failed");
  const scraped = await (await fetch(`${metrics}/metrics`)).text();
  await world.database.pool.query("ALTER TABLE gone RENAME TO session_migration");
  for (const run of [quiet, spilling]) {
    run.child.kill("SIGTERM");
    expect(await run.exited).toBe(0);
  }

  const secrets = {
    ...Object.fromEntries(tokens.map((token, index) => [`token ${index}`, token])),
    ...Object.fromEntries(tokens.map((token, index) => [`subject ${index}`, token.split(".")[0] ?? ""])),
    key,
    refresh: refreshToken(issued),
    access: String(asRecord(issued.body["session"]).access_token),
    confirmation: String(issued.body["confirmation"]),
    user: String(asRecord(issued.body["user"]).sub),
    thrown: "canary-thrown",
    database: world.env["DATABASE_URL"] ?? "",
    password: new URL(world.env["DATABASE_URL"] ?? "").password,
    secret: world.env["MIGRATION_SECRET"] ?? "",
    hook: world.env["HOOK_SECRET"] ?? "",
    admin: (world.env["ADMIN_KEY"] ?? "").split("\n")[3] ?? "",
  };
  const written = [quiet, spilling].flatMap((run) => Object.values(run.output())).join("\n") + scraped;
  expect(quiet.lines().length).toBeGreaterThan(9);
  const all = Object.entries(secrets);
  expect(all.filter(([, secret]) => secret.length <= 8)).toEqual([]);
  expect(all.filter(([, secret]) => written.includes(secret)).map(([name]) => name)).toEqual([]);
});
