import { describe, expect, test } from "vitest";
import { createWorld, heldBefore } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, sessionID, signOut, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);

const quiet = (dirty = true): Promise<void> =>
  it.set(`lease_until = now() - interval '6 minutes', dirty = ${dirty}`);

async function orphan(): Promise<string> {
  const migrationID = String((await it.row())["migration_id"]);
  const input = { userID: it.person.sub, clientID: "spa", migrationID };
  return (await world.authgear.createSession(input)).refreshToken.split(".")[0] ?? "";
}

describe("revokes marked sessions that nobody holds, and no others", () => {
  test.each(["issued", "confirmed"])("%s", async (state) => {
    const first = await it.issue();
    if (state === "confirmed") await confirm(handler, ticket(first));
    const own = await world.emulator.signIn({ userID: it.person.sub, clientID: "spa" });
    await orphan();
    await quiet();
    const before = await it.row();
    expect(await handler.sweep()).toMatchObject({ cleaned: 1, failed: 0 });
    expect(world.live(it.person).toSorted()).toEqual([sessionID(first), own.sessionID].toSorted());
    const after = await it.row();
    expect(after).toEqual({ ...before, dirty: false, lease_until: after["lease_until"] });
  });

  test("closed", async () => {
    const first = await it.issue();
    world.emulator.fault({ on: "revokeSession", kind: "bad-gateway" });
    expect((await signOut(handler, ticket(first))).status).toBe(503);
    await orphan();
    await quiet();
    expect(await handler.sweep()).toMatchObject({ cleaned: 1, failed: 0 });
    expect(world.live(it.person)).toEqual([]);
  });
});

test("leaves a row alone whose lease ended less than five minutes ago", async () => {
  await it.issue();
  await it.set("lease_until = now() - interval '4 minutes 50 s', dirty = true");
  expect(await handler.sweep()).toMatchObject({ cleaned: 0, failed: 0 });
});

test("without Authgear: failed, still marked, taken again by a later sweep", async () => {
  await it.issue();
  await quiet();
  world.emulator.fault({ on: "node", kind: "bad-gateway" });
  expect(await handler.sweep()).toMatchObject({ cleaned: 0, failed: 1 });
  expect(await it.row()).toMatchObject({ dirty: true });
  expect(await handler.sweep()).toMatchObject({ cleaned: 0, failed: 0 });
  await quiet();
  expect(await handler.sweep()).toMatchObject({ cleaned: 1, failed: 0 });
});

test("several sweeps at once share the rows", async () => {
  for (let n = 0; n < 12; n++) {
    const token = world.token(await world.addUser());
    expect((await exchange(handler, token)).status).toBe(200);
  }
  await world.database.pool.query(
    "UPDATE session_migration SET dirty = true, lease_until = now() - interval '6 minutes'",
  );
  world.calls();
  const reports = await Promise.all([1, 2, 3].map(() => world.instance().sweep()));
  const rows = await world.rows();
  expect(reports.reduce((sum, { cleaned }) => sum + cleaned, 0)).toBe(rows.length);
  expect(world.calls()).toHaveLength(rows.filter(({ authgear_sub }) => authgear_sub !== null).length);
  expect(rows.every(({ dirty }) => dirty === false)).toBe(true);
});

describe("and requests in between", () => {
  test("a slow holder's session is not handed out after the sweep took the row", async () => {
    const slow = heldBefore(world.ledger, "issue");
    const late = exchange(world.instance({ ledger: slow.held }), it.token, { key: it.key });
    await slow.reached;
    await quiet();
    expect(await handler.sweep()).toMatchObject({ cleaned: 1 });
    slow.release();
    expect((await late).problem).toBe("in-progress");
    expect(world.live(it.person)).toEqual([]);
    const next = await exchange(handler, it.token, { key: it.key });
    expect(world.live(it.person)).toEqual([sessionID(next)]);
  });

  test("a sweep that lists late does not revoke the session of a re-issue", async () => {
    await it.issue();
    await quiet();
    const slow = heldBefore(world.authgear, "userByID");
    const sweeping = world.instance({ authgear: slow.held }).sweep();
    await slow.reached;
    const second = await exchange(handler, it.token, { replaces: 1 });
    expect(second.status).toBe(200);
    slow.release();
    await sweeping;
    expect(world.live(it.person)).toEqual([sessionID(second)]);
  });
});

describe("forgets", () => {
  test("replies past their ten minutes", async () => {
    await it.issue();
    await it.set("reply_until = now() - interval '1 s'");
    await handler.sweep();
    expect(await it.row()).toMatchObject({ state: "issued", reply: null, reply_salt: null });
  });

  test("rows past keep_until, but none with something left to revoke", async () => {
    await it.issue();
    await it.set("keep_until = now() - interval '1 s', dirty = true, lease_until = now()");
    expect((await handler.sweep()).deleted).toBe(0);
    await it.set("dirty = false");
    expect((await handler.sweep()).deleted).toBe(1);
    expect(await world.row(it.token)).toBeUndefined();
  });

  test("rows from before a closing date was known, once that date is over", async () => {
    await it.issue();
    expect((await it.row())["keep_until"]).toBe(Infinity);
    const closingDate = new Date(Date.now() - 86_400_000);
    const later = world.instance({ policy: { closingDate, longestTokenLifeSeconds: 90_000 } });
    expect((await later.sweep()).deleted).toBe(0);
    const over = world.instance({ policy: { closingDate, longestTokenLifeSeconds: 80_000 } });
    expect((await over.sweep()).deleted).toBeGreaterThan(0);
  });

  test("a later closing date keeps a row longer, an earlier one never shorter", async () => {
    const closing = (days: number) =>
      world.instance({ policy: { closingDate: new Date(world.clock.now + days * 86_400_000) } });
    await it.reserve("-1 s");
    await it.set("keep_until = now()");
    await exchange(closing(10), it.token);
    const { keep_until } = await it.row();
    expect(keep_until).toEqual(new Date(world.clock.now + 40 * 86_400_000));
    await it.set(
      "state = 'reserved', authgear_session = NULL, reply = NULL, lease_until = now() - interval '1 s'",
    );
    await exchange(closing(1), it.token);
    expect(await it.row()).toMatchObject({ attempt: 3, keep_until });
    await signOut(closing(1), { subject_token: it.token });
    expect((await it.row())["keep_until"]).toEqual(keep_until);
    const other = world.token(it.person);
    await signOut(closing(1), { subject_token: other });
    expect((await world.row(other))?.["keep_until"]).toEqual(new Date(world.clock.now + 31 * 86_400_000));
  });
});
