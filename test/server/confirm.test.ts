import { describe, expect, test } from "vitest";
import { COOKIE_ORIGIN, createWorld } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, send, sessionID, signOut, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);

/** A handler whose legacy sessions are ended by the server, and what it ended. */
function revoking(outcome: () => Promise<void> = async () => undefined) {
  const revoked: string[] = [];
  const server = world.instance({
    legacyRevocation: "server",
    legacyRevoker: async ({ claims }) => {
      await outcome();
      revoked.push(claims.sessionId);
    },
  });
  return { server, revoked };
}

test("by confirmation: confirmed, the reply deleted, the attempt up", async () => {
  const first = await it.issue();
  const answer = await confirm(handler, ticket(first));
  expect([answer.status, answer.body]).toEqual([200, { legacy: "client" }]);
  const row = await it.row();
  expect(row).toMatchObject({ state: "confirmed", attempt: 2, reply: null, reply_salt: null });
  expect(row["confirmed_at"]).toBeInstanceOf(Date);
  expect(world.calls()).toEqual([]);
});

test("is answered the same when it comes again, and changes nothing more", async () => {
  const first = await it.issue();
  await confirm(handler, ticket(first));
  const before = await it.row();
  expect((await confirm(handler, ticket(first))).body).toEqual({ legacy: "client" });
  const sid = sessionID(first);
  expect((await confirm(handler, { session_id: sid, subject_token: it.token })).body).toEqual({
    legacy: "client",
  });
  expect(await it.row()).toEqual(before);
});

test("journal lost: by legacy credential with the row's session", async () => {
  const first = await it.issue();
  const answer = await confirm(handler, { session_id: sessionID(first), subject_token: it.token });
  expect(answer.body).toEqual({ legacy: "client" });
  expect(await it.row()).toMatchObject({ state: "confirmed" });
});

test("by cookie with the row's session", async () => {
  const claims = world.answers.get(it.token);
  const cookie = `sid=${it.key}`;
  world.answers.set(cookie, claims ?? { ok: false, problem: "invalid-token", why: "" });
  const headers = { Origin: COOKIE_ORIGIN, Cookie: cookie, "Idempotency-Key": it.key };
  const first = await send(handler, { headers, body: { protocol: 1, client_id: "cookie" } });
  const body = { protocol: 1, client_id: "cookie", session_id: sessionID(first) };
  expect((await send(handler, { path: "/confirm", headers, body })).body).toEqual({ legacy: "client" });
});

describe("is session-mismatch, and the row stays, where it is not of this session", () => {
  test("another session id", async () => {
    await it.issue();
    const before = await it.row();
    const answer = await confirm(handler, { session_id: "another", subject_token: it.token });
    expect([answer.status, answer.problem, answer.body["attempt"]]).toEqual([409, "session-mismatch", 1]);
    expect(await it.row()).toEqual(before);
  });

  test("no row: attempt 0", async () => {
    const answer = await confirm(handler, { session_id: "any", subject_token: it.token });
    expect([answer.problem, answer.body["attempt"]]).toEqual(["session-mismatch", 0]);
    expect(await world.row(it.token)).toBeUndefined();
  });

  test("a confirmation of another migration, or of none", async () => {
    const first = await it.issue();
    const other = await exchange(handler, world.token(await world.addUser()));
    const before = await it.row();
    const mixed = { ...ticket(first), confirmation: other.body["confirmation"] };
    expect((await confirm(handler, mixed)).problem).toBe("session-mismatch");
    expect((await confirm(handler, { ...ticket(first), migration_id: crypto.randomUUID() })).problem).toBe(
      "session-mismatch",
    );
    expect(await it.row()).toEqual(before);
  });

  test("the confirmation of a session that was replaced", async () => {
    const first = await it.issue();
    await exchange(handler, it.token, { replaces: 1 });
    expect((await confirm(handler, ticket(first))).problem).toBe("session-mismatch");
    expect(await it.row()).toMatchObject({ state: "issued", attempt: 2 });
  });

  test("a row of another client", async () => {
    const first = await it.issue();
    const answer = await confirm(handler, { ...ticket(first), client_id: "jwt" });
    expect([answer.problem, answer.body["attempt"]]).toEqual(["session-mismatch", 0]);
  });

  test("the session of another legacy session of the same user", async () => {
    const first = await it.issue();
    const second = world.token(it.person);
    const answer = await confirm(handler, { session_id: sessionID(first), subject_token: second });
    expect([answer.problem, answer.body["attempt"]]).toEqual(["session-mismatch", 0]);
  });
});

test("a closed row is signed-out", async () => {
  const first = await it.issue();
  await signOut(handler, ticket(first));
  expect((await confirm(handler, ticket(first))).problem).toBe("signed-out");
  const body = { session_id: sessionID(first), subject_token: it.token };
  expect((await confirm(handler, body)).problem).toBe("signed-out");
});

test.each([
  [{}, "confirmation"],
  [{ subject_token: "t" }, "confirmation"],
  [{ session_id: "s" }, "confirmation"],
  [{ confirmation: "c".repeat(43) }, "migration_id"],
  [{ migration_id: crypto.randomUUID() }, "confirmation"],
  [{ migration_id: "1", confirmation: "c".repeat(43) }, "migration_id"],
  [{ migration_id: crypto.randomUUID(), confirmation: "short" }, "confirmation"],
])("%j is invalid-request, asking for %s", async (body, field) => {
  const answer = await confirm(handler, body);
  expect([answer.status, answer.problem, answer.body["field"]]).toEqual([400, "invalid-request", field]);
  expect(world.calls()).toEqual([]);
});

test("C2: a marked session that nobody holds is revoked, the browser's own stays (V15)", async () => {
  const first = await it.issue();
  const migrationID = String(first.body["migration_id"]);
  const orphan = await world.authgear.createSession({ userID: it.person.sub, clientID: "spa", migrationID });
  await it.set("dirty = true, lease_until = now() - interval '1 s'");
  expect((await confirm(handler, ticket(first))).status).toBe(200);
  expect(world.live(it.person)).toEqual([sessionID(first)]);
  expect(await world.authgear.acceptsRefreshToken(orphan.refreshToken)).toBe(false);
  expect(await it.row()).toMatchObject({ dirty: false });
});

test("C2 without Authgear: confirmed all the same, the mark stays for the sweep", async () => {
  const first = await it.issue();
  await it.set("dirty = true, lease_until = now() - interval '1 s'");
  world.emulator.fault({ on: "node", kind: "bad-gateway", times: Infinity });
  expect((await confirm(handler, ticket(first))).body).toEqual({ legacy: "client" });
  expect(await it.row()).toMatchObject({ state: "confirmed", dirty: true });
});

describe("C3: the server revokes", () => {
  test("with the credential of the row's session, once", async () => {
    const { server, revoked } = revoking();
    const first = await it.issue();
    const body = { ...ticket(first), subject_token: it.token };
    expect((await confirm(server, body)).body).toEqual({ legacy: "done" });
    expect((await confirm(server, body)).body).toEqual({ legacy: "done" });
    expect((await confirm(server, ticket(first))).body).toEqual({ legacy: "done" });
    expect(revoked).toHaveLength(1);
  });

  test("pending without the credential, done when it comes", async () => {
    const { server } = revoking();
    const first = await it.issue();
    expect((await confirm(server, ticket(first))).body).toEqual({ legacy: "pending" });
    expect((await confirm(server, { ...ticket(first), subject_token: it.token })).body).toEqual({
      legacy: "done",
    });
  });

  test("pending when the provider does not answer (R5)", async () => {
    const { server } = revoking(() => Promise.reject(new Error("down")));
    const first = await it.issue();
    const answer = await confirm(server, { ...ticket(first), subject_token: it.token });
    expect(answer.body).toEqual({ legacy: "pending" });
    expect(await it.row()).toMatchObject({ state: "confirmed", legacy_revoked_at: null });
  });

  test("a token of another session is session-mismatch, nothing confirmed or revoked", async () => {
    const { server, revoked } = revoking();
    const first = await it.issue();
    const answer = await confirm(server, { ...ticket(first), subject_token: world.token(it.person) });
    expect([answer.problem, answer.body["attempt"]]).toEqual(["session-mismatch", 1]);
    expect(revoked).toEqual([]);
    expect(await it.row()).toMatchObject({ state: "issued" });
    await confirm(server, ticket(first));
    const late = await confirm(server, { ...ticket(first), subject_token: world.token(it.person) });
    expect([late.problem, late.body.attempt]).toEqual(["session-mismatch", 2]);
    expect(revoked).toEqual([]);
  });

  test("an expired token does not stop the confirmation", async () => {
    const { server } = revoking();
    const first = await it.issue();
    world.answers.set("old", { ok: false, problem: "expired-token", why: "exp" });
    expect((await confirm(server, { ...ticket(first), subject_token: "old" })).body).toEqual({
      legacy: "pending",
    });
    expect(await it.row()).toMatchObject({ state: "confirmed" });
  });
});

test("where nobody revokes, it says so", async () => {
  const first = await it.issue();
  const none = world.instance({ legacyRevocation: "none" });
  expect((await confirm(none, ticket(first))).body).toEqual({ legacy: "none" });
});
