import { describe, expect, test } from "vitest";
import type { LimitOptions } from "../../src/server/limits/limit-options.js";
import { createWorld, heldBefore } from "./handler-under-test.js";
import { oneSession } from "./one-session.js";
import { confirm, exchange, send, newKey, sessionID, signOut, ticket, type Received } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const it = oneSession(world);
const under = (limits: LimitOptions) => world.instance({ limits });
const admin = (calls: string[]) => calls.filter((call) => !call.startsWith("/"));
const outcomes = (answers: Received[]) => answers.map(({ status, problem }) => problem ?? status);

/** Legacy sessions of as many users. */
const crowd = async (size: number): Promise<string[]> =>
  Promise.all(Array.from({ length: size }, async () => world.token(await world.addUser())));

describe("adminRate", () => {
  test("ten times the load makes no more calls than it allows; who is sent away keeps the old session (V9)", async () => {
    const tokens = await crowd(20);
    const limited = under({ adminRate: 4 });
    world.calls();
    const answers = await Promise.all(tokens.map((token) => exchange(limited, token)));
    expect(outcomes(answers).filter((outcome) => outcome === 200)).toHaveLength(2);
    expect(outcomes(answers).filter((outcome) => outcome === "rate-limited")).toHaveLength(18);
    expect(admin(world.calls())).toHaveLength(4);
    for (const { body } of answers.filter(({ problem }) => problem)) {
      expect(body).toMatchObject({ status: 429, kind: "transient" });
      expect(body["retry_after"]).toBeGreaterThanOrEqual(1);
      // Eighteen turns of half a second, and up to twenty seconds by chance.
      expect(body["retry_after"]).toBeLessThanOrEqual(30);
    }
    const sent = tokens.filter((_, n) => answers[n]?.problem);
    const rows = await Promise.all(sent.map((token) => world.row(token)));
    expect(rows.filter(Boolean)).toEqual([]);
    world.clock.now += 500;
    const again = await Promise.all(sent.map((token) => exchange(limited, token)));
    expect(again.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("is shared by the instances", async () => {
    const tokens = await crowd(6);
    const [first, second] = [0, 1].map(() => under({ adminRate: 4, instances: 2 }));
    const answers = await Promise.all(
      tokens.map((token, n) => exchange((n % 2 ? first : second) ?? handler, token)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  });

  test("replays, confirms and signs out without room, and what was signed out is owed", async () => {
    const limited = under({ adminRate: 2 });
    const first = await exchange(limited, it.token, { key: it.key });
    expect((await exchange(limited, it.token, { key: it.key })).status).toBe(200);
    expect((await exchange(limited, it.token)).problem).toBe("rate-limited");
    expect((await confirm(limited, ticket(first))).status).toBe(200);
    expect((await signOut(limited, ticket(first))).status).toBe(200);
    expect(world.live(it.person)).toEqual([]);
    const [token = ""] = await crowd(1);
    world.clock.now += 1000;
    expect((await exchange(limited, token)).problem).toBe("rate-limited");
    world.clock.now += 2000;
    expect((await exchange(limited, token)).status).toBe(200);
  });

  test("a lost key is not looked up, and no session re-issued, without room", async () => {
    const limited = under({ adminRate: 2 });
    const first = await exchange(limited, it.token);
    world.calls();
    const lost = [await exchange(limited, it.token), await exchange(limited, it.token, { replaces: 1 })];
    expect(outcomes(lost)).toEqual(["rate-limited", "rate-limited"]);
    expect(world.calls()).toEqual([]);
    expect(world.live(it.person)).toEqual([sessionID(first)]);
    world.clock.now += 10_000;
    expect((await exchange(limited, it.token)).problem).toBe("key-lost");
  });

  test("a sweep takes no more rows than there is room for", async () => {
    const tokens = await crowd(4);
    await Promise.all(tokens.map((token) => exchange(handler, token)));
    await world.database.pool.query(
      "UPDATE session_migration SET dirty = true, lease_until = now() - interval '6 minutes' WHERE state = 'issued'",
    );
    const limited = under({ adminRate: 3 });
    world.calls();
    expect((await limited.sweep()).cleaned).toBeGreaterThan(0);
    expect(admin(world.calls()).length).toBeLessThanOrEqual(3);
    expect((await limited.sweep()).cleaned).toBe(0);
    do world.clock.now += 60_000;
    while ((await limited.sweep()).cleaned > 0);
    expect((await world.rows()).filter(({ dirty }) => dirty)).toEqual([]);
  });
});

describe("calls to Authgear at once", () => {
  test("no more than authgearAtOnce run, four times as many wait, the rest is told at once", async () => {
    const tokens = await crowd(7);
    const slow = heldBefore(world.authgear, "userByID");
    const limited = world.instance({ authgear: slow.held, limits: { authgearAtOnce: 1 } });
    const all = tokens.map((token) => exchange(limited, token));
    await slow.reached;
    const busy = await Promise.race(all);
    expect(busy).toMatchObject({ status: 503, problem: "upstream-unavailable", body: { retry_after: 5 } });
    expect(world.logs.at(-1)?.why).toBe("busy");
    slow.release();
    const answers = await Promise.all(all);
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThanOrEqual(2);
    for (const { status } of answers) expect([200, 503]).toContain(status);
  });

  test("one that waited too long for createSession leaves nothing behind it and may come again", async () => {
    const [token = ""] = await crowd(1);
    const slow = heldBefore(world.authgear, "createSession");
    const limited = world.instance({ authgear: slow.held, limits: { authgearAtOnce: 1 } });
    const holder = exchange(limited, it.token);
    await slow.reached;
    const waiting = await exchange(limited, token);
    expect([waiting.status, world.logs.at(-1)?.why]).toEqual([503, "busy"]);
    slow.release();
    expect((await holder).status).toBe(200);
    expect(await world.row(token)).toMatchObject({ state: "reserved", dirty: false });
  });
});

describe("clientIP", () => {
  const limits = {
    clientIP: (request: Request) => request.headers.get("X-Real-IP") ?? undefined,
    exchangesPerMinute: 2,
  };
  const from = (handle: ReturnType<typeof under>, token: string, headers: Record<string, string>) =>
    send(handle, {
      headers: { "Idempotency-Key": newKey(), ...headers },
      body: { protocol: 1, client_id: "spa", subject_token: token },
    });

  test("refuses the third exchange of a minute before anything is verified, and no sign-out", async () => {
    const limited = under(limits);
    const here = { "X-Real-IP": "192.0.2.7" };
    for (let n = 0; n < 2; n++) expect((await from(limited, "bad", here)).problem).toBe("invalid-token");
    const third = await from(limited, it.token, here);
    expect([third.status, third.problem, third.headers.get("Retry-After")]).toEqual([
      429,
      "rate-limited",
      "30",
    ]);
    expect(world.logs.at(-1)).toMatchObject({ why: "address", stages: {} });
    expect(JSON.stringify(world.logs)).not.toContain("192.0.2.7");
    expect((await signOut(limited, { subject_token: it.token })).status).toBe(200);
    expect((await from(limited, it.token, { "X-Real-IP": "192.0.2.8" })).problem).toBe("signed-out");
  });

  test("believes no header by itself", async () => {
    const forwarded = { "X-Forwarded-For": "192.0.2.7", Forwarded: "for=192.0.2.7" };
    for (let n = 0; n < 70; n++)
      expect((await from(handler, "bad", forwarded)).problem).toBe("invalid-token");
  });
});

describe("a user whom Authgear does not know", () => {
  const nobody = () => ({ subject: `nobody|${crypto.randomUUID()}`, sub: "" });
  test("is not looked up again for ten seconds, whatever session asks; then is, and is never remembered once known", async () => {
    const mapped: { id: string | null; asked: number } = { id: null, asked: 0 };
    const mapUser = () => {
      mapped.asked++;
      return mapped.id;
    };
    const limited = world.instance({ mapUser });
    const person = nobody();
    for (let n = 0; n < 8; n++) {
      expect((await exchange(limited, world.token(person))).problem).toBe("user-not-found");
    }
    expect(mapped.asked).toBe(1);
    mapped.id = it.person.sub;
    await world.database.pool.query("DELETE FROM legacy_account WHERE authgear_sub = $1", [it.person.sub]);
    world.clock.now += 10_001;
    expect((await exchange(limited, world.token(person))).status).toBe(200);
    expect((await exchange(limited, world.token(person))).status).toBe(200);
    expect(mapped.asked).toBe(3);
  });
});

test.each([
  [{ adminRate: 0 }, '"limits.adminRate" is 0'],
  [{ adminRate: "10" }, '"limits.adminRate" is "10"'],
  [{ adminRate: 10, instances: 0 }, '"limits.instances" is 0'],
  [{ authgearAtOnce: 1.5 }, '"limits.authgearAtOnce" is 1.5'],
  [{ clientIP: "X-Forwarded-For" }, '"limits.clientIP" is "X-Forwarded-For"'],
  [{ exchangesPerMinute: 5 }, '"limits.clientIP" is missing'],
  [{ clientIP: () => "x", exchangesPerMinute: 0 }, '"limits.exchangesPerMinute" is 0'],
  [5, '"limits" is 5'],
])("a wrong limit throws and is named: %o", (limits, message) => {
  expect(() => world.instance({ limits: limits as never })).toThrow(TypeError);
  expect(() => world.instance({ limits: limits as never })).toThrow(message);
});
