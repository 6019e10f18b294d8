import { describe, expect, test } from "vitest";
import { createWorld, dyingAfter, heldBefore } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, newKey, sessionID, signOut, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);

const leaseOver = (): Promise<void> => it.set("lease_until = now() - interval '1 s'");
const created = (): number => world.calls().filter((call) => call === "createSession").length;

test("20 parallel posts of one legacy session on four instances make one session (V1)", async () => {
  const instances = [1, 2, 3, 4].map(() => world.instance());
  const posts = Array.from({ length: 20 }, (_, n) =>
    exchange(instances[n % 4] ?? handler, it.token, { key: it.key }),
  );
  const answers = await Promise.all(posts);
  expect(created()).toBe(1);
  const given = answers.filter(({ status }) => status === 200);
  expect(given.length).toBeGreaterThan(0);
  expect(new Set(given.map(sessionID))).toEqual(new Set(world.live(it.person)));
  for (const { status, problem } of answers) expect([200, "in-progress"]).toContain(problem ?? status);
});

test("20 parallel posts with a key each make one session", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(handler, it.token)));
  expect(created()).toBe(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("of ten legacy sessions of one user at once, five are taken", async () => {
  const tokens = Array.from({ length: 10 }, () => world.token(it.person));
  const answers = await Promise.all(tokens.map((token) => exchange(handler, token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  const refused = answers.filter(({ problem }) => problem === "rate-limited");
  expect(refused).toHaveLength(5);
  expect(refused[0]?.body["retry_after"]).toBe(3600);
  expect(world.live(it.person)).toHaveLength(5);
  expect((await exchange(handler, tokens[0] ?? "")).problem).not.toBe(undefined);
});

describe("a holder that was only slow, and one that took over", () => {
  test.each([
    ["before it looks the user up", "authgear", "userByID"],
    ["before E3", "ledger", "fence"],
    ["before E4", "authgear", "createSession"],
    ["before E5", "authgear", "userinfo"],
    ["before E6", "ledger", "issue"],
  ] as const)("%s: one session, the taker's", async (_, side, seam) => {
    const slow = side === "ledger" ? heldBefore(world.ledger, seam) : heldBefore(world.authgear, seam);
    const late = exchange(world.instance({ [side]: slow.held }), it.token);
    await slow.reached;
    await leaseOver();
    const taken = await exchange(handler, it.token);
    expect(taken.status).toBe(200);
    slow.release();
    expect((await late).problem).toBe("key-lost");
    expect(world.live(it.person)).toEqual([sessionID(taken)]);
    expect(await it.row()).toMatchObject({ state: "issued", attempt: 2 });
  });

  test("one whose look-up then fails answers what the taker left", async () => {
    const slow = heldBefore(world.authgear, "userByID");
    const late = exchange(world.instance({ authgear: slow.held }), it.token);
    await slow.reached;
    await leaseOver();
    expect((await exchange(handler, it.token)).status).toBe(200);
    world.emulator.fault({ on: "node", kind: "bad-gateway" });
    slow.release();
    expect((await late).problem).toBe("key-lost");
    expect(await it.row()).toMatchObject({ state: "issued", last_error: null });
  });

  test("with the same key the slow one answers the taker's session", async () => {
    const slow = heldBefore(world.authgear, "createSession");
    const late = exchange(world.instance({ authgear: slow.held }), it.token, { key: it.key });
    await slow.reached;
    await leaseOver();
    const taken = await exchange(handler, it.token, { key: it.key });
    slow.release();
    expect(ticket(await late)).toEqual(ticket(taken));
    expect(world.live(it.person)).toEqual([sessionID(taken)]);
  });

  test("a taker that lists late does not revoke the session of the one after it", async () => {
    await it.reserve("-1 s");
    const slow = heldBefore(world.authgear, "userByID");
    const late = exchange(world.instance({ authgear: slow.held }), it.token);
    await slow.reached;
    await it.set("lease_until = now() - interval '1 s', dirty = true");
    const taken = await exchange(handler, it.token);
    slow.release();
    expect((await late).problem).toBe("key-lost");
    expect(world.live(it.person)).toEqual([sessionID(taken)]);
  });
});

describe("a sign-out while an exchange is in flight wins (O1)", () => {
  test.each([
    ["before E3", "ledger", "fence"],
    ["before E4", "authgear", "createSession"],
    ["before E5", "authgear", "userinfo"],
    ["before E6", "ledger", "issue"],
  ] as const)("%s", async (_, side, seam) => {
    const slow = side === "ledger" ? heldBefore(world.ledger, seam) : heldBefore(world.authgear, seam);
    const late = exchange(world.instance({ [side]: slow.held }), it.token, { key: it.key });
    await slow.reached;
    expect((await signOut(handler, { subject_token: it.token })).status).toBe(200);
    slow.release();
    expect((await late).problem).toBe("signed-out");
    expect(world.live(it.person)).toEqual([]);
    expect(await it.row()).toMatchObject({ state: "closed" });
  });

  test("before E4, and the exchange dies after it: the sweep ends what it made", async () => {
    const slow = heldBefore(world.authgear, "createSession");
    const { dying, died } = dyingAfter(slow.held, "createSession");
    void exchange(world.instance({ authgear: dying }), it.token);
    await slow.reached;
    await signOut(handler, { subject_token: it.token });
    slow.release();
    await died;
    expect(world.live(it.person)).toHaveLength(1);
    await it.set("lease_until = now() - interval '6 minutes'");
    await handler.sweep();
    expect(world.live(it.person)).toEqual([]);
  });

  test("and while a replay is in flight its session is dead already", async () => {
    const first = await it.issue();
    const slow = heldBefore(world.authgear, "acceptsRefreshToken");
    const late = exchange(world.instance({ authgear: slow.held }), it.token, { key: it.key });
    await slow.reached;
    await signOut(handler, ticket(first));
    slow.release();
    expect((await late).problem).toBe("signed-out");
  });
});

describe("two re-issues", () => {
  test("at once: one session, one answer", async () => {
    await it.issue();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => exchange(handler, it.token, { key: newKey(), replaces: 1 })),
    );
    const given = answers.filter(({ status }) => status === 200);
    expect(given).toHaveLength(1);
    expect(world.live(it.person)).toEqual(given.map(sessionID));
    expect(await it.row()).toMatchObject({ attempt: 2, reissues: 1 });
  });

  test("a late duplicate of the first request revokes nothing", async () => {
    await it.issue();
    const second = await exchange(handler, it.token, { replaces: 1 });
    expect((await exchange(handler, it.token, { key: it.key })).problem).toBe("key-lost");
    expect((await exchange(handler, it.token, { replaces: 1 })).problem).toBe("key-lost");
    expect(world.live(it.person)).toEqual([sessionID(second)]);
  });

  test("a re-issue that comes after confirm is told so", async () => {
    const first = await it.issue();
    const slow = heldBefore(world.ledger, "reissue");
    const late = exchange(world.instance({ ledger: slow.held }), it.token, { replaces: 1 });
    await slow.reached;
    expect((await confirm(handler, ticket(first))).status).toBe(200);
    slow.release();
    expect((await late).problem).toBe("already-migrated");
    expect(world.live(it.person)).toEqual([sessionID(first)]);
  });
});

test("confirm and sign-out at once: closed, nothing alive", async () => {
  const first = await it.issue();
  await Promise.all([confirm(handler, ticket(first)), signOut(handler, ticket(first))]);
  expect(await it.row()).toMatchObject({ state: "closed" });
  expect(world.live(it.person)).toEqual([]);
});
