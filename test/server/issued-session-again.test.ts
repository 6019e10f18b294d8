import { describe, expect, test } from "vitest";
import { createWorld } from "./handler-under-test.js";
import { COLUMNS, oneSession } from "./one-session.js";
import { exchange, sessionID, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);

describe("issued, session live", () => {
  test("the key opens the reply: the same session again, its life counted anew", async () => {
    const first = await it.issue();
    world.clock.now += 100_000;
    await it.set("access_until = access_until - interval '100 s'");
    const answer = await it.again("same key");
    expect(answer.status).toBe(200);
    expect(world.calls()).toEqual(["/oauth2/app_session_token"]);
    const { expires_in, ...session } = answer.body["session"] as { expires_in: number };
    expect(expires_in).toBeGreaterThanOrEqual(1698);
    expect(expires_in).toBeLessThanOrEqual(1700);
    expect({ ...answer.body, session }).toEqual({
      ...first.body,
      session: { ...(first.body["session"] as object), expires_in: undefined },
    });
    expect(await it.row()).toMatchObject({ state: "issued", attempt: 1 });
  });

  test("a token of the same log-in that was refreshed meanwhile is the same legacy session (X10)", async () => {
    const first = await it.issue();
    const claims = world.answers.get(it.token);
    world.answers.set("refreshed-token", claims ?? { ok: false, problem: "invalid-token", why: "" });
    expect(ticket(await exchange(handler, "refreshed-token", { key: it.key }))).toEqual(ticket(first));
  });

  test("an access token with less than a minute left is left out of the replay", async () => {
    await it.issue();
    await it.set("access_until = now() + interval '59 s'");
    const { session } = (await it.again("same key")).body as { session: object };
    expect(Object.keys(session).toSorted()).toEqual(["refresh_token", "token_type", "verified"]);
  });

  test("other key: key-lost with the attempt, the row as it was", async () => {
    await it.issue();
    const before = await it.row();
    const answer = await it.again("other key");
    expect([answer.status, answer.problem, answer.body["attempt"]]).toEqual([409, "key-lost", 1]);
    expect(await it.row()).toEqual(before);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test("reply past its ten minutes: key-lost", async () => {
    await it.issue();
    await it.set("reply_until = now() - interval '1 s'");
    expect((await it.again("same key")).problem).toBe("key-lost");
  });

  test("refresh token rotated away: key-lost, never a dead session (X11)", async () => {
    await it.issue();
    const real = world.authgear;
    const rotated = world.instance({ authgear: { ...real, acceptsRefreshToken: async () => false } });
    const answer = await exchange(rotated, it.token, { key: it.key });
    expect([answer.problem, answer.body["attempt"]]).toEqual(["key-lost", 1]);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test("replaces the right attempt: the first session is revoked, another one given", async () => {
    const first = await it.issue();
    const answer = await it.again("replaces");
    expect(answer.status).toBe(200);
    expect(answer.body["migration_id"]).toBe(first.body["migration_id"]);
    expect(answer.body["confirmation"]).not.toBe(first.body["confirmation"]);
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
    expect(await it.row()).toMatchObject({
      state: "issued",
      attempt: 2,
      reissues: 1,
      revoke_session: null,
    });
  });

  test("replaces another attempt: key-lost, the session stays", async () => {
    await it.issue();
    const answer = await exchange(handler, it.token, { replaces: 2 });
    expect([answer.problem, answer.body["attempt"]]).toEqual(["key-lost", 1]);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test("the reply of a re-issue was lost: its key replays it", async () => {
    await it.issue();
    const second = await exchange(handler, it.token, { key: "k".repeat(22), replaces: 1 });
    const third = await exchange(handler, it.token, { key: "k".repeat(22), replaces: 1 });
    expect(ticket(third)).toEqual(ticket(second));
    expect(world.live(it.person)).toEqual([sessionID(second)]);
  });

  test("after five re-issues: rate-limited for a day", async () => {
    await it.issue();
    for (let replaces = 1; replaces <= 5; replaces++) {
      expect((await exchange(handler, it.token, { replaces })).status).toBe(200);
    }
    const answer = await exchange(handler, it.token, { replaces: 6 });
    expect([answer.status, answer.problem, answer.body["retry_after"]]).toEqual([
      429,
      "rate-limited",
      86_400,
    ]);
    expect(world.live(it.person)).toHaveLength(1);
  });

  test("a mapper that does not ask for the sessions is asked after", async () => {
    await it.issue();
    const plain = world.instance({
      mapUser: async (_, { authgear }) =>
        (await authgear.userByID(it.person.sub, { sessions: false })) ?? { refuse: "user-not-found" },
    });
    const answer = await exchange(plain, it.token, { replaces: 1 });
    expect(answer.status).toBe(200);
    expect(world.live(it.person)).toEqual([sessionID(answer)]);
  });

  test("a re-issue for somebody who is another user by now leaves everything as it was", async () => {
    await it.issue();
    const other = await world.addUser();
    const before = await it.row();
    const moved = world.instance({
      mapUser: async (_, { authgear }) =>
        (await authgear.userByID(other.sub, { sessions: true })) ?? { refuse: "user-not-found" },
    });
    expect((await exchange(moved, it.token, { replaces: 1 })).problem).toBe("account-mismatch");
    expect(await it.row()).toEqual(before);
    expect(world.live(it.person)).toHaveLength(1);
  });
});

describe.each(COLUMNS)("issued, %s", (column) => {
  test("user disabled: user-unusable, the row untouched", async () => {
    await it.issue();
    const before = await it.row();
    world.emulator.disableUser(it.person.sub);
    expect((await it.again(column)).problem).toBe("user-unusable");
    expect(await it.row()).toEqual(before);
  });

  test("session ended by somebody else: signed-out, for good (O3)", async () => {
    const first = await it.issue();
    world.emulator.revokeSession(sessionID(first));
    expect((await it.again(column)).problem).toBe("signed-out");
    expect(await it.row()).toMatchObject({ state: "closed", attempt: 2, reply: null });
    expect((await it.again(column)).problem).toBe("signed-out");
    expect(world.live(it.person)).toEqual([]);
  });

  test("user enabled again: the session ended with the disabling, so signed-out", async () => {
    await it.issue();
    world.emulator.disableUser(it.person.sub);
    world.emulator.enableUser(it.person.sub);
    expect((await it.again(column)).problem).toBe("signed-out");
  });
});
