import { describe, expect, test } from "vitest";
import type { VerifyResult } from "../../src/server/verify/verifier.js";
import { COOKIE_ORIGIN, createWorld, SECRET } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, send, sessionID, signOut, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);

const DONE = { legacy: "client" };

test("by confirmation: the row is closed, the Authgear session over, the reply gone", async () => {
  const first = await it.issue();
  const answer = await signOut(handler, ticket(first));
  expect([answer.status, answer.body]).toEqual([200, DONE]);
  expect(world.live(it.person)).toEqual([]);
  expect(await it.row()).toMatchObject({ state: "closed", attempt: 2, revoke_session: null, reply: null });
});

test("by legacy credential, also an expired one", async () => {
  await it.issue();
  const good = world.answers.get(it.token);
  const bad: VerifyResult = { ok: false, problem: "expired-token", why: "exp" };
  world.answers.set("expired", (purpose) =>
    purpose === "sign-out" && typeof good === "object" ? good : bad,
  );
  expect((await exchange(handler, "expired")).problem).toBe("expired-token");
  expect((await signOut(handler, { subject_token: "expired" })).body).toEqual(DONE);
  expect(world.live(it.person)).toEqual([]);
});

test("by cookie", async () => {
  const cookie = `sid=${it.key}`;
  world.answers.set(cookie, world.answers.get(it.token) ?? { ok: false, problem: "invalid-token", why: "" });
  const headers = { Origin: COOKIE_ORIGIN, Cookie: cookie };
  const body = { protocol: 1, client_id: "cookie" };
  expect((await send(handler, { path: "/sign-out", headers, body })).body).toEqual(DONE);
  expect(await world.row(it.token, "cookie")).toMatchObject({ state: "closed" });
});

test("where nothing was ever exchanged a closed row is written, nobody is asked, and it stays (O2)", async () => {
  expect((await signOut(handler, { subject_token: it.token })).body).toEqual(DONE);
  expect(world.calls()).toEqual([]);
  expect(await it.row()).toMatchObject({ state: "closed", attempt: 1, authgear_session: null });
  expect((await exchange(handler, it.token, { key: it.key })).problem).toBe("signed-out");
  expect(world.live(it.person)).toEqual([]);
});

test("works under the kill switch and after the closing date", async () => {
  await it.issue();
  const stopped = world.instance({ policy: { enabled: false, closingDate: new Date(0), share: 0 } });
  expect((await signOut(stopped, { subject_token: it.token })).body).toEqual(DONE);
  expect(world.live(it.person)).toEqual([]);
});

test("a confirmed session is ended too", async () => {
  const first = await it.issue();
  await confirm(handler, ticket(first));
  expect((await signOut(handler, ticket(first))).body).toEqual(DONE);
  expect(world.live(it.person)).toEqual([]);
  expect(await it.row()).toMatchObject({ state: "closed", attempt: 3 });
});

test("comes twice: the same answer, nothing more to do", async () => {
  const first = await it.issue();
  await signOut(handler, ticket(first));
  world.calls();
  const before = await it.row();
  expect((await signOut(handler, ticket(first))).body).toEqual(DONE);
  expect((await signOut(handler, { subject_token: it.token })).body).toEqual(DONE);
  expect(await it.row()).toEqual(before);
  expect(world.calls()).toEqual([]);
});

test("Authgear does not answer: 503, closed all the same, and the next one ends the session", async () => {
  const first = await it.issue();
  world.emulator.fault({ on: "node", kind: "bad-gateway" });
  const answer = await signOut(handler, ticket(first));
  expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
  expect(await it.row()).toMatchObject({ state: "closed", revoke_session: sessionID(first) });
  expect((await exchange(handler, it.token, { key: it.key })).problem).toBe("signed-out");
  expect((await signOut(handler, ticket(first))).body).toEqual(DONE);
  expect(world.live(it.person)).toEqual([]);
});

test("a session that ended already is no fault", async () => {
  const first = await it.issue();
  world.emulator.revokeSession(sessionID(first));
  expect((await signOut(handler, ticket(first))).body).toEqual(DONE);
  expect(await it.row()).toMatchObject({ revoke_session: null });
});

describe("without the right to it nothing is closed", () => {
  test("a foreign confirmation", async () => {
    const first = await it.issue();
    const other = await exchange(handler, world.token(await world.addUser()));
    const answer = await signOut(handler, { ...ticket(first), confirmation: other.body["confirmation"] });
    expect([answer.problem, answer.body["attempt"]]).toEqual(["session-mismatch", 0]);
    expect(world.live(it.person)).toEqual([sessionID(first)]);
  });

  test("a forged token", async () => {
    await it.issue();
    const answer = await signOut(handler, { subject_token: "forged" });
    expect([answer.status, answer.problem]).toEqual([401, "invalid-token"]);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test("neither confirmation nor credential", async () => {
    const answer = await signOut(handler, {});
    expect([answer.status, answer.problem, answer.body["field"]]).toEqual([
      400,
      "invalid-request",
      "confirmation",
    ]);
  });

  test.each([{ retire: -1 }, { retire: 1.5 }, { retire: "1" }, { before: -1 }, { before: "now" }])(
    "%j",
    async (wrong) => {
      const answer = await signOut(handler, { subject_token: it.token, ...wrong });
      expect([answer.problem, answer.body["field"]]).toEqual(["invalid-request", Object.keys(wrong)[0]]);
      expect(await world.row(it.token)).toBeUndefined();
    },
  );

  test("a stale confirmation beside the next user's cookie leaves the next user alone (O5)", async () => {
    const cookie = `sid=${it.key}`;
    world.answers.set(
      cookie,
      world.answers.get(it.token) ?? { ok: false, problem: "invalid-token", why: "" },
    );
    const headers = { Origin: COOKIE_ORIGIN, Cookie: cookie };
    const stale = { migration_id: crypto.randomUUID(), confirmation: "c".repeat(43) };
    const body = { protocol: 1, client_id: "cookie", ...stale };
    expect((await send(handler, { path: "/sign-out", headers, body })).problem).toBe("session-mismatch");
    expect(await world.row(it.token, "cookie")).toBeUndefined();
  });
});

test("a stale confirmation with the right token signs out by the token", async () => {
  const first = await it.issue();
  await exchange(handler, it.token, { replaces: 1 });
  expect((await signOut(handler, { ...ticket(first), subject_token: it.token })).body).toEqual(DONE);
  expect(world.live(it.person)).toEqual([]);
});

describe("retire (R11)", () => {
  const retire = (n: number) => signOut(handler, { subject_token: it.token, retire: n });

  test("0 and no row: a closed row", async () => {
    expect((await retire(0)).body).toEqual(DONE);
    expect(await it.row()).toMatchObject({ state: "closed" });
  });

  test("the attempt of a reserved row: closed", async () => {
    await it.reserve("5 s");
    expect((await retire(1)).body).toEqual(DONE);
    expect(await it.row()).toMatchObject({ state: "closed", attempt: 2 });
  });

  test("the attempt of an issued row: closed, its session over", async () => {
    await it.issue();
    expect((await retire(1)).body).toEqual(DONE);
    expect(world.live(it.person)).toEqual([]);
  });

  test.each([
    ["0 and an issued row", 0, 1],
    ["another attempt", 2, 1],
  ])("%s: session-mismatch with the attempt", async (_, n, attempt) => {
    await it.issue();
    const before = await it.row();
    const answer = await retire(n);
    expect([answer.status, answer.problem, answer.body["attempt"]]).toEqual([
      409,
      "session-mismatch",
      attempt,
    ]);
    expect(await it.row()).toEqual(before);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test("a number and no row: session-mismatch with 0", async () => {
    const answer = await retire(1);
    expect([answer.problem, answer.body["attempt"]]).toEqual(["session-mismatch", 0]);
    expect(await world.row(it.token)).toBeUndefined();
  });

  test.each([0, 1, 2])("%i and a confirmed row: 200, untouched", async (n) => {
    await confirm(handler, ticket(await it.issue()));
    const before = await it.row();
    expect((await retire(n)).body).toEqual(DONE);
    expect(await it.row()).toEqual(before);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test.each([0, 1, 2])("%i and a closed row: 200, untouched", async (n) => {
    await signOut(handler, { subject_token: it.token });
    const before = await it.row();
    expect((await retire(n)).body).toEqual(DONE);
    expect(await it.row()).toEqual(before);
  });
});

describe("before", () => {
  const now = (): number => Math.floor(world.clock.now / 1000);

  test("a legacy session that began later is left alone", async () => {
    await it.issue();
    const before = await it.row();
    const answer = await signOut(handler, { subject_token: it.token, before: now() - 61 });
    expect(answer.body).toEqual({ legacy: "none" });
    expect(await it.row()).toEqual(before);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test("one that began then, or at an unknown time, is closed", async () => {
    expect((await signOut(handler, { subject_token: it.token, before: now() - 60 })).body).toEqual(DONE);
    const known = world.answers.get(it.token);
    if (typeof known !== "object" || !known.ok) throw new Error("no claims");
    const { authTime: _, ...claims } = known.claims;
    world.answers.set("unknown-time", { ok: true, claims: { ...claims, sessionId: `unknown-${it.key}` } });
    expect((await signOut(handler, { subject_token: "unknown-time", before: 1 })).body).toEqual(DONE);
  });
});

test("where the server revokes, it ends the legacy session after Authgear's, by the row's own credential", async () => {
  const order: string[] = [];
  const server = world.instance({
    legacyRevocation: "server",
    secret: SECRET,
    legacyRevoker: async () => void order.push(...world.calls(), "legacy"),
  });
  const first = await it.issue();
  expect((await signOut(server, { ...ticket(first), subject_token: it.token })).body).toEqual({
    legacy: "done",
  });
  expect(order).toEqual(["node", "revokeSession", "legacy"]);
  expect((await signOut(server, { subject_token: it.token })).body).toEqual({ legacy: "done" });
  expect(order).toHaveLength(3);
});

test("where the server revokes and no credential came along, the legacy session is pending", async () => {
  const legacyRevoker = (): Promise<void> => Promise.reject(new Error("not asked"));
  const server = world.instance({ legacyRevocation: "server", legacyRevoker });
  expect((await signOut(server, ticket(await it.issue()))).body).toEqual({ legacy: "pending" });
});
