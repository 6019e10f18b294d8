import { describe, expect, test } from "vitest";
import { VERIFIER, createWorld, heldBefore, ISSUER } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, sessionID, signOut, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);
const user = () => ({ issuer: ISSUER, subject: it.person.subject });
const seconds = (): number => Math.floor(world.clock.now / 1000);
/** The barrier is judged by the log-in, which is told by the tests' clock. */
const before = () => new Date(world.clock.now);
describe("closeAccount", () => {
  test("bars the legacy sessions that began before, and lets later ones in", async () => {
    expect(await handler.closeAccount({ ...user(), before: before() })).toEqual({ closed: 0, pending: 0 });
    const answer = await exchange(handler, it.token);
    expect(answer.body).toMatchObject({ status: 403, kind: "interaction", reason: "login" });
    expect(world.calls()).toEqual([]);
    const later = world.token(it.person, { authTime: seconds() });
    expect((await exchange(handler, later)).status).toBe(200);
  });

  test("bars one of unknown beginning, and by default all that began until now", async () => {
    await handler.closeAccount(user());
    const now = Math.floor(Date.now() / 1000);
    for (const [authTime, problem] of [
      [now - 5, "interaction-required"],
      [undefined, "interaction-required"],
      [now + 60, undefined],
    ] as const) {
      const token = world.token(it.person, { authTime } as { authTime: number });
      expect((await exchange(handler, token)).problem).toBe(problem);
    }
  });

  test("an earlier barrier never takes a later one back", async () => {
    await handler.closeAccount({ ...user(), before: before() });
    await handler.closeAccount({ ...user(), before: new Date(0) });
    expect((await exchange(handler, it.token)).problem).toBe("interaction-required");
  });

  test.each(["issued", "confirmed"])("ends the session of one that is %s, for good", async (state) => {
    const first = await it.issue();
    if (state === "confirmed") await confirm(handler, ticket(first));
    expect(await handler.closeAccount({ ...user(), before: before() })).toEqual({ closed: 1, pending: 0 });
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({ state: "closed", revoke_session: null });
    expect((await exchange(handler, it.token, { key: it.key })).problem).toBe("signed-out");
    expect((await confirm(handler, ticket(first))).problem).toBe("signed-out");
    expect((await signOut(handler, ticket(first))).status).toBe(200);
  });

  test("leaves a migrated session alone that began later, and other users", async () => {
    const later = await exchange(handler, world.token(it.person, { authTime: seconds() + 5 }));
    const other = await world.addUser();
    const others = await exchange(handler, world.token(other));
    expect(await handler.closeAccount({ ...user(), before: before() })).toEqual({ closed: 0, pending: 0 });
    expect(world.live(it.person)).toEqual([sessionID(later)]);
    expect(world.live(other)).toEqual([sessionID(others)]);
  });

  test("again changes nothing", async () => {
    await it.issue();
    await handler.closeAccount({ ...user(), before: before() });
    const row = await it.row();
    expect(await handler.closeAccount({ ...user(), before: before() })).toEqual({ closed: 0, pending: 0 });
    expect(await it.row()).toEqual(row);
  });

  test("what Authgear does not end now, a sweep does", async () => {
    await it.issue();
    world.emulator.fault({ on: "revokeSession", kind: "bad-gateway" });
    expect(await handler.closeAccount({ ...user(), before: before() })).toEqual({ closed: 1, pending: 1 });
    expect(world.live(it.person)).toHaveLength(1);
    await it.set("lease_until = now() - interval '6 minutes'");
    await handler.sweep();
    expect(world.live(it.person)).toEqual([]);
  });

  test.each([
    ["before it looks the user up", "authgear", "userByID"],
    ["before E3", "ledger", "fence"],
    ["before E4", "authgear", "createSession"],
    ["before E5", "authgear", "userinfo"],
    ["before E6", "ledger", "issue"],
  ] as const)("wins over an exchange in flight, %s", async (_, side, seam) => {
    const slow = side === "ledger" ? heldBefore(world.ledger, seam) : heldBefore(world.authgear, seam);
    const late = exchange(world.instance({ [side]: slow.held }), it.token);
    await slow.reached;
    await handler.closeAccount({ ...user(), before: before() });
    slow.release();
    expect((await late).problem).toBe("signed-out");
    expect(world.live(it.person)).toEqual([]);
  });

  test("wins over 20 exchanges of as many sessions that come at the same moment", async () => {
    const tokens = Array.from({ length: 20 }, () => world.token(it.person));
    const exchanges = tokens.map((token) => exchange(handler, token));
    await handler.closeAccount({ ...user(), before: before() });
    await Promise.all(exchanges);
    expect(world.live(it.person)).toEqual([]);
    const again = await Promise.all(tokens.map((token) => exchange(handler, token)));
    expect(again.map(({ status }) => status)).not.toContain(200);
  });

  test("wins over a re-issue in flight", async () => {
    await it.issue();
    const slow = heldBefore(world.ledger, "reissue");
    const late = exchange(world.instance({ ledger: slow.held }), it.token, { replaces: 1 });
    await slow.reached;
    await handler.closeAccount({ ...user(), before: before() });
    slow.release();
    expect((await late).problem).toBe("signed-out");
    expect(world.live(it.person)).toEqual([]);
  });
});

describe("close", () => {
  const session = () => {
    const known = world.answers.get(it.token);
    if (typeof known !== "object" || !known.ok) throw new Error("no claims");
    return { ...user(), sessionId: known.claims.sessionId };
  };

  test("ends one legacy session at every client, and no other of the user", async () => {
    const first = await it.issue();
    const jwt = await exchange(handler, it.token, { clientID: "jwt" });
    const other = await exchange(handler, world.token(it.person));
    expect([first.status, jwt.status, other.status]).toEqual([200, 200, 200]);
    const { closed, pending } = await handler.close(session());
    // Also at the three clients where it never was.
    expect({ closed, pending }).toEqual({ closed: 5, pending: 0 });
    expect(world.live(it.person)).toEqual([sessionID(other)]);
    expect((await exchange(handler, it.token)).problem).toBe("signed-out");
  });

  test("closes in advance what was never exchanged, without asking Authgear", async () => {
    await handler.close(session());
    expect(world.calls()).toEqual([]);
    expect((await exchange(handler, it.token)).problem).toBe("signed-out");
    expect(await handler.close(session())).toEqual({ closed: 0, pending: 0 });
  });
});

describe("a wrong option throws and is named, before anything is written", () => {
  test.each([
    [{ subject: "x" }, '"issuer" is missing'],
    [{ issuer: "i" }, '"subject" is missing'],
    [{ issuer: "i", subject: "\ud800" }, '"subject" is'],
    [
      { issuer: "i", subject: "s", name: "other" },
      `"name" is "other": name a verifier of this handler: ${VERIFIER}`,
    ],
    [{ issuer: "i", subject: "s", before: "2026-01-01" }, '"before" is "2026-01-01"'],
    [{ issuer: "i", subject: "s", before: new Date(Number.NaN) }, '"before" is'],
  ])("closeAccount %o", async (options, message) => {
    const calling = handler.closeAccount(options as never);
    await expect(calling).rejects.toThrow(TypeError);
    await expect(calling).rejects.toThrow(message);
  });

  test("close without a session, eraseUser without a user", async () => {
    await expect(handler.close({ issuer: "i", subject: "s" } as never)).rejects.toThrow(
      '"sessionId" is missing',
    );
    await expect(handler.eraseUser({} as never)).rejects.toThrow('"issuer" is missing');
  });
});
