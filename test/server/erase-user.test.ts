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
