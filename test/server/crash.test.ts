import { describe, expect, test } from "vitest";
import { createWorld, dyingAfter } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, sessionID, signOut, ticket, type Handle } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);

type Act = (handle: Handle) => Promise<unknown>;

/** Runs a request on an instance that dies right after the named call has taken effect. */
async function dieAfter(
  side: "ledger" | "authgear",
  seam: string,
  act: Act,
  more: object = {},
): Promise<void> {
  const { dying, died } =
    side === "ledger" ? dyingAfter(world.ledger, seam) : dyingAfter(world.authgear, seam);
  act(world.instance({ [side]: dying, ...more })).catch(() => undefined);
  await died;
}

const leaseOver = (): Promise<void> => it.set("lease_until = now() - interval '1 s'");
const longQuiet = (): Promise<void> => it.set("lease_until = now() - interval '6 minutes'");
const sameKey: Act = (handle) => exchange(handle, it.token, { key: it.key });

const STEPS = [
  ["E1", "ledger", "claim", 0],
  ["E2", "authgear", "userByID", 0],
  ["E3", "ledger", "fence", 0],
  ["E4", "authgear", "createSession", 1],
  ["E5", "authgear", "userinfo", 1],
] as const;

describe.each(STEPS)("crash after %s (V15)", (_, side, seam, left) => {
  test("in-progress until the lease ends, then one session", async () => {
    await dieAfter(side, seam, sameKey);
    expect(world.live(it.person)).toHaveLength(left);
    expect((await exchange(handler, it.token, { key: it.key })).problem).toBe("in-progress");
    await leaseOver();
    const answer = await exchange(handler, it.token, { key: it.key });
    expect(answer.status).toBe(200);
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
    expect(await it.row()).toMatchObject({ state: "issued", attempt: 2 });
  });

  test("nobody comes back: the sweep leaves nothing alive and the row free", async () => {
    await dieAfter(side, seam, sameKey);
    await longQuiet();
    await handler.sweep();
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({ state: "reserved", dirty: false, revoke_session: null });
    const answer = await exchange(handler, it.token);
    expect(answer.status).toBe(200);
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
  });

  test("a sign-out comes back: closed, and after the sweep nothing is alive", async () => {
    await dieAfter(side, seam, sameKey);
    expect((await signOut(handler, { subject_token: it.token })).status).toBe(200);
    await longQuiet();
    await handler.sweep();
    expect(world.live(it.person)).toEqual([]);
    expect((await exchange(handler, it.token, { key: it.key })).problem).toBe("signed-out");
  });
});

describe("crash after E6, or the reply lost (X1)", () => {
  test("the same key: the same session", async () => {
    await dieAfter("ledger", "issue", sameKey);
    const answer = await exchange(handler, it.token, { key: it.key });
    expect(answer.status).toBe(200);
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
    expect(await it.row()).toMatchObject({ state: "issued", attempt: 1 });
  });

  test("another key: key-lost, then another session in its place", async () => {
    await dieAfter("ledger", "issue", sameKey);
    const lost = await exchange(handler, it.token);
    expect(lost.problem).toBe("key-lost");
    const answer = await exchange(handler, it.token, { replaces: Number(lost.body["attempt"]) });
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
  });
});

describe.each([
  ["the row was taken", "ledger", "reissue"],
  ["the first was revoked", "authgear", "revokeSession"],
  ["the second was made", "authgear", "createSession"],
] as const)("crash of a re-issue after %s", (_, side, seam) => {
  test("the next one finishes it", async () => {
    await it.issue();
    await dieAfter(side, seam, (handle) => exchange(handle, it.token, { key: "k".repeat(22), replaces: 1 }));
    await leaseOver();
    const answer = await exchange(handler, it.token, { key: "k".repeat(22), replaces: 1 });
    expect(answer.status).toBe(200);
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
    expect(await it.row()).toMatchObject({ state: "issued", revoke_session: null });
  });

  test("a sign-out ends what is left", async () => {
    const first = await it.issue();
    await dieAfter(side, seam, (handle) => exchange(handle, it.token, { replaces: 1 }));
    expect((await signOut(handler, ticket(first))).status).toBe(200);
    expect(world.live(it.person)).toEqual([]);
  });
});

describe("crash of a confirm", () => {
  test.each([
    ["C1", "ledger", "confirm"],
    ["C2", "ledger", "cleaned"],
    ["C3", "ledger", "legacyRevoked"],
  ] as const)("after %s: the next one finishes it", async (_, side, seam) => {
    const revoked: string[] = [];
    const server = {
      legacyRevocation: "server" as const,
      legacyRevoker: async () => void revoked.push("legacy"),
    };
    const first = await it.issue();
    const migrationID = String(first.body["migration_id"]);
    await world.authgear.createSession({ userID: it.person.sub, clientID: "spa", migrationID });
    await it.set("dirty = true, lease_until = now() - interval '1 s'");
    const body = { ...ticket(first), subject_token: it.token };
    await dieAfter(side, seam, (handle) => confirm(handle, body), server);
    expect((await confirm(world.instance(server), body)).body).toEqual({ legacy: "done" });
    expect(revoked).toHaveLength(1);
    expect(world.live(it.person)).toEqual([sessionID(first)]);
    expect(await it.row()).toMatchObject({ state: "confirmed", attempt: 2, dirty: false });
  });
});

describe("crash of a sign-out", () => {
  test.each([
    ["the row was closed", "ledger", "close"],
    ["the session was revoked", "authgear", "revokeSession"],
    ["that was written down", "ledger", "cleaned"],
  ] as const)("after %s: the next one, or the sweep, finishes it", async (_, side, seam) => {
    const first = await it.issue();
    await dieAfter(side, seam, (handle) => signOut(handle, ticket(first)));
    await longQuiet();
    await handler.sweep();
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({ state: "closed", revoke_session: null });
    expect((await signOut(handler, ticket(first))).body).toEqual({ legacy: "client" });
  });
});

describe("a step that fails instead", () => {
  test("the store, after E6 took effect: 503, then the same session by the same key", async () => {
    const issue: typeof world.ledger.issue = async (...input) => {
      await world.ledger.issue(...input);
      throw new Error("connection lost");
    };
    const answer = await exchange(world.instance({ ledger: { ...world.ledger, issue } }), it.token, {
      key: it.key,
    });
    expect([answer.status, answer.problem, answer.body["kind"]]).toEqual([
      503,
      "upstream-unavailable",
      "transient",
    ]);
    const next = await exchange(handler, it.token, { key: it.key });
    expect(next.status).toBe(200);
    expect(world.live(it.person)).toEqual([sessionID(next)]);
  });

  test("createSession without an answer: the lease stays, the one it left is revoked at the take-over", async () => {
    world.emulator.fault({ on: "createSession", kind: "drop-after" });
    const answer = await exchange(handler, it.token, { key: it.key });
    expect(answer.problem).toBe("upstream-unavailable");
    expect(await it.row()).toMatchObject({
      state: "reserved",
      dirty: true,
      last_error: "upstream-unavailable",
    });
    expect((await it.row())["lease_until"]).toSatisfy((until: Date) => until.getTime() > Date.now());
    world.calls();
    expect((await exchange(handler, it.token, { key: it.key })).problem).toBe("upstream-unavailable");
    expect(world.calls()).toEqual([]);
    await it.set("lease_until = now() - interval '1 s', retry_at = now()");
    const next = await exchange(handler, it.token, { key: it.key });
    expect(world.live(it.person)).toEqual([sessionID(next)]);
  });
});
