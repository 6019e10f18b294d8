import { describe, expect, test } from "vitest";
import { createWorld } from "./handler-under-test.js";
import { COLUMNS, oneSession } from "./one-session.js";
import { confirm, exchange, sessionID, signOut, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);

describe.each(COLUMNS)("no row, %s", (column) => {
  test("is exchanged", async () => {
    const answer = await it.again(column);
    expect(answer.status).toBe(200);
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
  });
});

describe.each(COLUMNS)("reserved, %s", (column) => {
  test("lease alive: in-progress, nobody is asked", async () => {
    await it.reserve("5 s");
    const before = await it.row();
    const answer = await it.again(column);
    expect([answer.status, answer.problem, answer.body["retry_after"]]).toEqual([409, "in-progress", 1]);
    expect(answer.headers.get("Retry-After")).toBe("1");
    expect(await it.row()).toEqual(before);
    expect(world.calls()).toEqual([]);
  });

  test("lease over: taken over", async () => {
    await it.reserve("-1 s");
    const answer = await it.again(column);
    expect(answer.status).toBe(200);
    expect(await it.row()).toMatchObject({ state: "issued", attempt: 2, dirty: true });
  });

  test("retry_at ahead: the last error again, nobody is asked", async () => {
    await it.reserve("-1 s");
    await it.set("retry_at = now() + interval '90 s', last_error = 'account-mismatch'");
    const before = await it.row();
    const answer = await it.again(column);
    expect([answer.status, answer.problem]).toEqual([403, "account-mismatch"]);
    expect(answer.body["retry_after"]).toBeGreaterThan(80);
    expect(answer.body["retry_after"]).toBeLessThanOrEqual(90);
    expect(await it.row()).toEqual(before);
    expect(world.calls()).toEqual([]);
  });

  test("user disabled: user-unusable, no session (V3)", async () => {
    await it.reserve("-1 s");
    world.emulator.disableUser(it.person.sub);
    const answer = await it.again(column);
    expect([answer.status, answer.problem, answer.body["retry_after"]]).toEqual([
      403,
      "user-unusable",
      86_400,
    ]);
    expect(world.calls()).toEqual(["node"]);
    expect(await it.row()).toMatchObject({ state: "reserved", authgear_session: null });
  });
});

describe.each(COLUMNS)("confirmed, %s", (column) => {
  test("already-migrated; revokes nothing, asks nobody, is counted (Z6)", async () => {
    const first = await it.issue();
    expect((await confirm(handler, ticket(first))).status).toBe(200);
    world.calls();
    world.counted.length = 0;
    const before = await it.row();
    const answer = await it.again(column);
    expect([answer.status, answer.problem, answer.body["kind"]]).toEqual([
      409,
      "already-migrated",
      "permanent",
    ]);
    expect(await it.row()).toEqual(before);
    expect(world.calls()).toEqual([]);
    expect(world.live(it.person)).toEqual([sessionID(first)]);
    expect(world.counted).toContain("already_migrated spa");
  });
});

describe.each(COLUMNS)("closed, %s", (column) => {
  test("signed-out; nothing leaves this state", async () => {
    const first = await it.issue();
    expect((await signOut(handler, ticket(first))).status).toBe(200);
    world.calls();
    const before = await it.row();
    const answer = await it.again(column);
    expect([answer.status, answer.problem, answer.body["kind"]]).toEqual([403, "signed-out", "signed-out"]);
    expect((await confirm(handler, ticket(first))).problem).toBe("signed-out");
    expect(await it.row()).toEqual(before);
    expect(world.calls()).toEqual([]);
  });
});

test("the key of another legacy session opens nothing (Z17)", async () => {
  const first = await it.issue();
  const other = await world.addUser();
  const answer = await exchange(handler, world.token(other), { key: it.key });
  expect(answer.status).toBe(200);
  expect(sessionID(answer)).not.toBe(sessionID(first));
});

test("one legacy session at two clients gives each its own", async () => {
  const first = await it.issue();
  const second = await exchange(handler, it.token, { key: it.key, clientID: "jwt" });
  expect(second.status).toBe(200);
  expect(world.live(it.person).toSorted()).toEqual([sessionID(first), sessionID(second)].toSorted());
});
