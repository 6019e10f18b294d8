import { describe, expect, test } from "vitest";
import { legacyAccounts } from "../../src/server/ledger/legacy-accounts.js";
import { byImport } from "../../src/server/users/by-import.js";
import { SECRET, VERIFIER, createWorld, dyingAfter, heldBefore, ISSUER } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, sessionID, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);
const user = () => ({ issuer: ISSUER, subject: it.person.subject });
const seconds = (): number => Math.floor(world.clock.now / 1000);
const account = async () => {
  const { rows } = await world.database.pool.query<Record<string, unknown>>(
    "SELECT a.* FROM legacy_account AS a JOIN session_migration AS m USING (subject_key) WHERE migration_id = $1",
    [(await it.row())["migration_id"]],
  );
  return rows[0];
};

describe("eraseUser", () => {
  test("leaves nothing but HMACs, states and times, and never lets the user in again", async () => {
    const first = await it.issue();
    await confirm(handler, ticket(first));
    expect(await handler.eraseUser(user())).toEqual({ closed: 1, pending: 0 });
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({
      state: "closed",
      authgear_sub: null,
      authgear_session: null,
      revoke_session: null,
      last_error: null,
      auth_time: null,
      reply: null,
    });
    expect(await account()).toMatchObject({ authgear_sub: null, source: "barrier", not_before: Infinity });
    const dump = JSON.stringify([await it.row(), await account()]);
    for (const told of [it.person.sub, it.person.subject, sessionID(first)]) expect(dump).not.toContain(told);
    expect((await exchange(handler, it.token)).problem).toBe("signed-out");
    const far = world.token(it.person, { authTime: seconds() + 1_000_000 });
    expect((await exchange(handler, far)).problem).toBe("interaction-required");
  });

  test("keeps what it needs until Authgear has ended the session, then forgets it in a sweep", async () => {
    await it.issue();
    world.emulator.fault({ on: "revokeSession", kind: "bad-gateway" });
    expect(await handler.eraseUser(user())).toEqual({ closed: 1, pending: 1 });
    expect(await it.row()).toMatchObject({ authgear_sub: it.person.sub });
    await it.set("lease_until = now() - interval '6 minutes'");
    await handler.sweep();
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({ authgear_sub: null, authgear_session: null });
  });

  test("forgets what was noted of a failure, and the mark of a user who was being created", async () => {
    await it.issue();
    await it.set("last_error = 'user-not-found', auth_time = now()");
    await world.database.pool.query(
      `UPDATE legacy_account SET created_mark = 7
       WHERE subject_key = (SELECT subject_key FROM session_migration WHERE migration_id = $1)`,
      [(await it.row())["migration_id"]],
    );
    await handler.eraseUser(user());
    expect(await it.row()).toMatchObject({ last_error: null, auth_time: null });
    expect(await account()).toMatchObject({ created_mark: null });
  });

  test("ends what a migration that was closed before may have left, and forgets nothing until it has", async () => {
    await it.issue();
    world.emulator.fault({ on: "revokeSession", kind: "bad-gateway" });
    await handler.closeAccount(user());
    await it.set("revoke_session = NULL, dirty = true, lease_until = now() + interval '1 minute'");
    expect(await handler.eraseUser(user())).toEqual({ closed: 1, pending: 1 });
    expect(await it.row()).toMatchObject({ state: "closed", dirty: true, authgear_sub: it.person.sub });
    await it.set("lease_until = now() - interval '6 minutes'");
    await handler.sweep();
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({ dirty: false, authgear_sub: null });
  });

  test("leaves the rows of everybody else as they are, a sweep too", async () => {
    await it.issue();
    await handler.closeAccount(user());
    const before = await it.row();
    await handler.sweep();
    expect(await it.row()).toMatchObject({
      authgear_sub: it.person.sub,
      authgear_session: before["authgear_session"],
    });
  });

  test("an import cannot bring the user back by mistake", async () => {
    await handler.eraseUser(user());
    const accounts = legacyAccounts({ ledger: world.ledger, secret: SECRET });
    expect(await accounts.record({ name: VERIFIER, ...user() }, it.person.sub)).toBe("taken");
  });

  test("a user who was erased while being created stays erased", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const nobody = { subject: `nobody|${email}`, sub: "" };
    const mapUser = byImport({ createMissing: { attribute: "legacy_id" } });
    const slow = heldBefore(world.ledger, "reserveAccount");
    const claims = { loginID: { key: "email", value: email } as const, emailVerified: true };
    const late = exchange(world.instance({ mapUser, ledger: slow.held }), world.token(nobody, claims));
    await slow.reached;
    await handler.eraseUser({ issuer: ISSUER, subject: nobody.subject });
    slow.release();
    expect((await late).problem).toBe("signed-out");
    expect(world.calls()).toEqual([]);
    const again = exchange(world.instance({ mapUser }), world.token(nobody, claims));
    expect((await again).problem).toBe("interaction-required");
    expect(world.calls()).toEqual([]);
  });

  test("a crash between its steps is mended by calling it again", async () => {
    await it.issue();
    const { dying, died } = dyingAfter(world.ledger, "eraseAccount");
    void world.instance({ ledger: dying }).eraseUser(user());
    await died;
    await handler.eraseUser(user());
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({ authgear_sub: null });
  });
});
