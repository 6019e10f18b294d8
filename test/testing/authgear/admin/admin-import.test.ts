import { expect, test } from "vitest";
import type { EmulatorOptions } from "../../../../src/testing/index.js";
import { at, createTestProject, PUBLIC_ORIGIN, readJSON, textAt } from "../test-emulator.js";
import type { TestProject } from "../test-emulator.js";

const DAY = 24 * 60 * 60 * 1000;

interface Importer extends TestProject {
  start(body: unknown, contentType?: string): Promise<Response>;
  startAndGetID(records: Record<string, unknown>[], upsert?: boolean): Promise<string>;
  status(id: string): Promise<Response>;
  result(id: string): Promise<unknown>;
}

async function createImporter(
  userImport: NonNullable<EmulatorOptions["userImport"]> = {},
): Promise<Importer> {
  const project = await createTestProject({ userImport });
  const call = async (
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Response> => {
    const headers = { ...init.headers, Authorization: `Bearer ${await project.adminToken()}` };
    return project.emulator.fetch(
      new Request(`${PUBLIC_ORIGIN}/_api/admin/users/import${path}`, { ...init, headers }),
    );
  };
  const start: Importer["start"] = (body, contentType = "application/json") =>
    call("", { method: "POST", headers: { "Content-Type": contentType }, body: JSON.stringify(body) });
  const status = (id: string): Promise<Response> => call(`/${id}`, {});
  return {
    ...project,
    start,
    status,
    startAndGetID: async (records, upsert = false) =>
      textAt(start({ identifier: "email", upsert, records }), "result", "id"),
    result: async (id) => at(await readJSON(status(id)), "result"),
  };
}

const people = (count: number, offset = 0): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, index) => ({ email: `user${index + offset}@example.com` }));

test("tasks of 100 records come one after the other, and success is partial", async () => {
  const { emulator, clock, startAndGetID, result } = await createImporter({ taskMs: 1000 });
  const id = await startAndGetID([...people(150), { email: "user0@example.com" }]);
  clock.now += 999;
  expect([await result(id), emulator.users().length]).toMatchObject([{ status: "pending" }, 0]);
  clock.now += 1;
  expect([await result(id), emulator.users().length]).toMatchObject([{ status: "pending" }, 100]);
  clock.now += 1000;
  expect(await result(id)).toMatchObject({
    status: "completed",
    summary: { total: 151, inserted: 150, skipped: 1, failed: 0 },
  });
});

test("without a pace an import is done at the next request", async () => {
  const { startAndGetID, result } = await createImporter();
  expect(await result(await startAndGetID(people(1)))).toMatchObject({ status: "completed" });
});

test("a task is kept for 24 hours", async () => {
  const { clock, startAndGetID, status } = await createImporter();
  const id = await startAndGetID(people(1));
  clock.now += DAY - 1;
  expect((await status(id)).status).toBe(200);
  clock.now += 1;
  expect((await status(id)).status).toBe(404);
});

test("the quota counts every record up front, until the period is over", async () => {
  const { clock, start } = await createImporter({ quota: { records: 3, period: "day" } });
  const ask = async (count: number): Promise<Response> =>
    start({ identifier: "email", records: people(count) });
  expect((await ask(2)).status).toBe(200);
  const refused = await ask(2);
  expect([refused.status, at(await readJSON(refused), "error")]).toMatchObject([
    429,
    { reason: "UsageLimitExceeded", info: { usage_name: "user_import", period: "day" } },
  ]);
  expect((await ask(1)).status).toBe(200);
  clock.now += DAY;
  expect((await ask(3)).status).toBe(200);
});

test("500,000 bytes are taken and one more is not", async () => {
  const { start } = await createImporter();
  const body = { identifier: "email", records: [{ email: "a@example.com", name: "" }] };
  const room = 500_000 - JSON.stringify(body).length;
  const sized = (length: number): unknown => ({
    ...body,
    records: [{ email: "a@example.com", name: "x".repeat(length) }],
  });
  expect((await start(sized(room))).status).toBe(200);
  expect((await start(sized(room + 1))).status).toBe(413);
});

test.each([
  ["an unknown identifier", { identifier: "id", records: [{ id: 1 }] }, "/identifier"],
  ["no records", { identifier: "email" }, "/records"],
  ["a record without its identifier", { identifier: "email", records: [{ name: "x" }] }, "/records/0"],
])("%s refuses the whole request", async (_, body, location) => {
  const { start } = await createImporter();
  const response = await start(body);
  expect([response.status, at(await readJSON(response), "error")]).toMatchObject([
    400,
    { reason: "ValidationFailed", info: { causes: [{ location }] } },
  ]);
});

test("a charset other than utf-8 is refused", async () => {
  const { start } = await createImporter();
  const body = { identifier: "email", records: people(1) };
  expect((await start(body, "application/json; charset=utf-8")).status).toBe(200);
  expect((await start(body, "application/json; charset=latin1")).status).toBe(415);
});

test("upsert updates what it finds, ignores its password, and keeps the sessions", async () => {
  const { emulator, createSession, startAndGetID, result } = await createImporter();
  const { id: userID } = emulator.addUser({ email: "user0@example.com", customAttributes: { kept: true } });
  await createSession(userID);
  const password = { type: "bcrypt", password_hash: "$2a$10$secret" };
  const id = await startAndGetID(
    [{ email: "user0@example.com", custom_attributes: { legacy_subject: "7" }, password }],
    true,
  );
  expect(await result(id)).toMatchObject({
    details: [{ outcome: "updated", user_id: userID, record: { password: { password_hash: "REDACTED" } } }],
  });
  expect(emulator.users()).toMatchObject([{ customAttributes: { kept: true, legacy_subject: "7" } }]);
  expect(emulator.sessions()).toHaveLength(1);
});

test("a failed update leaves the user as it was", async () => {
  const { emulator, startAndGetID, result } = await createImporter();
  emulator.addUser({ email: "user0@example.com" });
  emulator.addUser({ username: "taken" });
  const record = { email: "user0@example.com", phone_number: "+85251234567", preferred_username: "taken" };
  expect(await result(await startAndGetID([record], true))).toMatchObject({ summary: { failed: 1 } });
  const [user] = emulator.users();
  expect(user?.standardAttributes).not.toHaveProperty("phone_number");
});

test("an imported password shows as an authenticator; an imported user can be disabled", async () => {
  const { graphql, startAndGetID } = await createImporter();
  const password = { type: "bcrypt", password_hash: "$2a$10$secret" };
  await startAndGetID([{ email: "user0@example.com", disabled: true, password }]);
  const query =
    'query{getUserByLoginID(loginIDKey:"email",loginIDValue:"user0@example.com"){isDisabled authenticators{edges{node{type}}}}}';
  expect((await graphql(query)).data).toEqual({
    getUserByLoginID: {
      isDisabled: true,
      authenticators: { edges: [{ node: { type: "PASSWORD" } }, { node: { type: "OOB_OTP_EMAIL" } }] },
    },
  });
});
