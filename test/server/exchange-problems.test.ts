import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AuthgearUnavailable } from "../../src/server/authgear-admin/authgear-server.js";
import type { MapUser, Refusal } from "../../src/server/users/map-user.js";
import type { VerifyResult } from "../../src/server/verify/verifier.js";
import { createWorld, ISSUER, VERIFIER, type Person } from "./handler-under-test.js";
import { exchange, newKey, sessionID } from "./requests.js";

const world = await createWorld();
const { handler } = world;
let person: Person;
let token: string;

beforeEach(async () => {
  person = await world.addUser();
  token = world.token(person);
  world.calls();
});
afterEach(() => world.emulator.clearFaults());

type Refused = Extract<VerifyResult, { ok: false }>;

describe("what the verifier refuses leaves the ledger and Authgear as they were", () => {
  const cases: [Omit<Refused, "ok">, number, string, number | undefined][] = [
    [{ problem: "invalid-token", why: "signature" }, 401, "permanent", undefined],
    [{ problem: "expired-token", why: "exp" }, 401, "refreshable", undefined],
    [{ problem: "rate-limited", why: "busy", retryAfter: 7 }, 429, "transient", 7],
    [{ problem: "upstream-unavailable", why: "unknown-kid", retryAfter: 30 }, 503, "transient", 30],
    [{ problem: "upstream-unavailable", why: "jwks" }, 503, "transient", 30],
  ];
  test.each(cases)("%j", async (refused, status, kind, retryAfter) => {
    const before = await world.rows();
    world.answers.set("bad", { ok: false, ...refused });
    const answer = await exchange(handler, "bad");
    expect([answer.status, answer.problem, answer.body["kind"]]).toEqual([status, refused.problem, kind]);
    expect(answer.body["retry_after"]).toBe(retryAfter);
    expect(answer.headers.get("Retry-After")).toBe(retryAfter === undefined ? null : String(retryAfter));
    expect(world.logs.at(-1)).toMatchObject({ outcome: refused.problem, why: refused.why });
    expect(await world.rows()).toEqual(before);
    expect(world.calls()).toEqual([]);
  });

  test("a token that no verifier claims is invalid-token", async () => {
    const nobody = world.instance({
      verifiers: { name: "none", claims: () => false, verify: () => Promise.reject(new Error("asked")) },
    });
    expect((await exchange(nobody, token)).problem).toBe("invalid-token");
  });

  test.each([
    ["throws", () => Promise.reject(new Error("canary"))],
    [
      "answers claims without a session",
      async () => ({
        ok: true,
        claims: { name: VERIFIER, issuer: ISSUER, subject: "s", sessionId: "", issuedAt: 0, expiresAt: 0 },
      }),
    ],
  ] as [string, () => Promise<VerifyResult>][])(
    "a verifier that %s is upstream-unavailable",
    async (_, verify) => {
      const broken = world.instance({ verifiers: { name: VERIFIER, claims: () => true, verify } });
      const answer = await exchange(broken, token);
      expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
      expect(JSON.stringify([answer.body, world.logs.at(-1)])).not.toContain("canary");
      expect(await world.row(token)).toBeUndefined();
    },
  );
});

describe("what the mapper refuses is written down, and not asked again until its time", () => {
  const cases: [Refusal, number | undefined][] = [
    [{ refuse: "user-not-found" }, 86_400],
    [{ refuse: "account-mismatch" }, 86_400],
    [{ refuse: "not-eligible", retryAfter: 600 }, 600],
    [{ refuse: "user-unusable" }, 86_400],
  ];
  test.each(cases)("%j", async (refusal, retryAfter) => {
    let asked = 0;
    const mapUser: MapUser = async () => {
      asked++;
      return refusal;
    };
    const refusing = world.instance({ mapUser });
    const answer = await exchange(refusing, token);
    expect([answer.status, answer.problem, answer.body["kind"]]).toEqual([403, refusal.refuse, "permanent"]);
    expect(answer.body["retry_after"]).toBe(retryAfter);
    const again = await exchange(refusing, token);
    expect(again.problem).toBe(refusal.refuse);
    expect(again.body["retry_after"]).toBeLessThanOrEqual(retryAfter ?? 0);
    expect(asked).toBe(1);
    expect(world.calls()).toEqual([]);
    expect(await world.row(token)).toMatchObject({ state: "reserved", dirty: false });
  });

  test("what the user has to do first is asked each time", async () => {
    let asked = 0;
    const mapUser: MapUser = async () => {
      asked++;
      return { refuse: "interaction-required", reason: "terms", loginHint: "user@example.com" };
    };
    const refusing = world.instance({ mapUser });
    for (let time = 1; time <= 2; time++) {
      const answer = await exchange(refusing, token);
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({
        kind: "interaction",
        reason: "terms",
        login_hint: "user@example.com",
      });
      expect(asked).toBe(time);
    }
    expect(JSON.stringify(await world.row(token))).not.toContain("user@example.com");
    expect((await exchange(handler, token)).status).toBe(200);
  });
});

describe("the user at Authgear", () => {
  test("not imported: user-not-found, no Admin call (V2, V14)", async () => {
    const stranger = world.token({ subject: "legacy|stranger", sub: "" });
    expect((await exchange(handler, stranger)).problem).toBe("user-not-found");
    expect(world.calls()).toEqual([]);
  });

  test("deleted: user-not-found", async () => {
    world.emulator.deleteUser(person.sub);
    expect((await exchange(handler, token)).problem).toBe("user-not-found");
  });

  test("disabled: user-unusable, no session made (V3)", async () => {
    world.emulator.disableUser(person.sub);
    expect((await exchange(handler, token)).problem).toBe("user-unusable");
    expect(world.calls()).toEqual(["node"]);
  });

  test("password changed after the legacy log-in: interaction-required, also where a mapper does not look", async () => {
    world.clock.now += 5000;
    world.emulator.resetPassword(person.sub);
    const mapUser: MapUser = async (_, { authgear }) =>
      (await authgear.userByID(person.sub, { sessions: false })) ?? { refuse: "user-not-found" };
    for (const instance of [handler, world.instance({ mapUser })]) {
      const answer = await exchange(instance, token);
      expect([answer.problem, answer.body["reason"]]).toEqual(["interaction-required", "login"]);
    }
    expect(world.live(person)).toEqual([]);
  });

  test("older than the barrier of the subject: interaction-required, no Admin call", async () => {
    const setBarrier = "UPDATE legacy_account SET not_before = to_timestamp($1) WHERE authgear_sub = $2";
    const now = Math.floor(world.clock.now / 1000);
    await world.database.pool.query(setBarrier, [now - 10, person.sub]);
    expect((await exchange(handler, token)).problem).toBe("interaction-required");
    expect(world.calls()).toEqual([]);
    expect((await exchange(handler, world.token(person, { authTime: now - 10 }))).status).toBe(200);
  });
});

describe("Authgear fails", () => {
  test.each(["node", "createSession"])("at %s: upstream-unavailable, remembered for its time", async (on) => {
    world.emulator.fault({ on, kind: "bad-gateway", times: Infinity });
    const answer = await exchange(handler, token);
    expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
    expect(answer.body["retry_after"]).toBeGreaterThan(0);
    world.calls();
    expect((await exchange(handler, token)).problem).toBe("upstream-unavailable");
    expect(world.calls()).toEqual([]);
    expect(world.live(person)).toEqual([]);
  });

  test("createSession is forbidden for the client: transient, nothing marked as left (V6)", async () => {
    const answer = await exchange(handler, token, { clientID: "third" });
    expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
    expect(world.logs.at(-1)).toMatchObject({ why: "third-party-client" });
    expect(await world.row(token, "third")).toMatchObject({ state: "reserved", dirty: false });
  });

  test("its refusals tell nothing of Authgear to the page", async () => {
    const authgear = {
      ...world.authgear,
      userByID: () => Promise.reject(new AuthgearUnavailable("private-key")),
    };
    const answer = await exchange(world.instance({ authgear }), token);
    expect(Object.keys(answer.body).toSorted()).toEqual(["kind", "retry_after", "status", "title", "type"]);
  });
});

test("more than five new legacy sessions of a user in an hour are rate-limited; a known one is not", async () => {
  const tokens = Array.from({ length: 6 }, () => world.token(person));
  const keys = tokens.map(() => newKey());
  const answers = [];
  for (const [n, one] of tokens.entries()) answers.push(await exchange(handler, one, { key: keys[n] ?? "" }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(await world.row(tokens[5] ?? "")).toBeUndefined();
  const replayed = await exchange(handler, tokens[0] ?? "", { key: keys[0] ?? "" });
  expect(sessionID(replayed)).toBe(sessionID(answers[0] ?? replayed));
  await world.database.pool.query(
    "UPDATE session_migration SET created_at = created_at - interval '61 minutes'",
  );
  expect((await exchange(handler, tokens[5] ?? "")).status).toBe(200);
});
