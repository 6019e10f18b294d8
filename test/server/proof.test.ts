import { afterEach, beforeEach, expect, test } from "vitest";
import { AuthgearUnavailable, type AuthgearServer } from "../../src/server/authgear-admin/authgear-server.js";
import { createWorld, type Person } from "./handler-under-test.js";
import { exchange, newKey, sessionID } from "./requests.js";

const waited: number[] = [];
const world = await createWorld({ wait: async (ms) => void waited.push(ms) });
let person: Person;
let token: string;

beforeEach(async () => {
  person = await world.addUser();
  token = world.token(person);
  waited.length = 0;
  world.calls();
});
afterEach(() => world.emulator.clearFaults());

function withAuthgear(overrides: Partial<AuthgearServer>) {
  return world.instance({ authgear: { ...world.authgear, ...overrides } });
}

test("a refusal of userinfo is asked once more, 200 ms later", async () => {
  let asked = 0;
  const userinfo: AuthgearServer["userinfo"] = async (accessToken) =>
    asked++ === 0 ? null : world.authgear.userinfo(accessToken);
  const answer = await exchange(withAuthgear({ userinfo }), token);
  expect(answer.body["session"]).toMatchObject({ verified: true, expires_in: 1800 });
  expect(waited).toEqual([200]);
});

test("access token refused, refresh token good: the refresh token alone (contract fact 11)", async () => {
  const key = newKey();
  const handler = withAuthgear({ userinfo: async () => null });
  const answer = await exchange(handler, token, { key });
  expect(answer.status).toBe(200);
  const session = { token_type: "Bearer", refresh_token: expect.any(String) as string, verified: false };
  expect(answer.body["session"]).toEqual(session);
  expect((await exchange(handler, token, { key })).body["session"]).toEqual(session);
});

test("no word of userinfo: not verified, the browser proves", async () => {
  const handler = withAuthgear({ userinfo: () => Promise.reject(new AuthgearUnavailable("timeout")) });
  const answer = await exchange(handler, token);
  expect(answer.body["session"]).toMatchObject({
    verified: false,
    access_token: expect.any(String) as string,
  });
});

test("a session that Authgear did not keep is not handed out", async () => {
  world.emulator.fault({ on: "createSession", kind: "commit-failure" });
  const key = newKey();
  const answer = await exchange(world.handler, token, { key });
  expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
  expect(await world.row(token)).toMatchObject({ state: "reserved" });
  await world.database.pool.query(
    "UPDATE session_migration SET retry_at = now(), lease_until = now() - interval '1 s'",
  );
  const next = await exchange(world.handler, token, { key });
  expect(next.status).toBe(200);
  expect(world.live(person)).toEqual([sessionID(next)]);
});

test("a session of somebody else is revoked, never handed out", async () => {
  const handler = withAuthgear({ userinfo: async () => ({ sub: "somebody-else" }) });
  const answer = await exchange(handler, token);
  expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
  expect(world.live(person)).toEqual([]);
});

test("onMigrated is told of the session before it is handed out", async () => {
  const told: unknown[] = [];
  const handler = world.instance({
    onMigrated: async (claims, user) => void told.push(claims.subject, user.id, world.live(person).length),
  });
  expect((await exchange(handler, token)).status).toBe(200);
  expect(told).toEqual([person.subject, person.sub, 1]);
});

test("onMigrated that throws undoes the session; later it may succeed", async () => {
  let fails = true;
  const handler = world.instance({
    onMigrated: () => {
      if (fails) throw new Error("canary");
    },
  });
  const answer = await exchange(handler, token);
  expect([answer.status, answer.problem]).toEqual([503, "upstream-unavailable"]);
  expect(JSON.stringify([answer.body, world.logs])).not.toContain("canary");
  expect(world.live(person)).toEqual([]);
  expect(await world.row(token)).toMatchObject({ state: "reserved", dirty: false });
  fails = false;
  await world.database.pool.query("UPDATE session_migration SET retry_at = now()");
  const next = await exchange(handler, token);
  expect(world.live(person)).toEqual([sessionID(next)]);
});

test("the life of the access token is counted from when it was made", async () => {
  const createSession: AuthgearServer["createSession"] = async (input) => {
    const issued = await world.authgear.createSession(input);
    return { ...issued, issuedAt: issued.issuedAt - 2500, expiresIn: 62 };
  };
  const answer = await exchange(withAuthgear({ createSession }), token);
  expect(answer.body["session"]).not.toHaveProperty("access_token");
  const longer: AuthgearServer["createSession"] = async (input) => ({
    ...(await createSession(input)),
    expiresIn: 1800,
  });
  const second = await exchange(withAuthgear({ createSession: longer }), world.token(person));
  expect(second.body["session"]).toMatchObject({ expires_in: 1797 });
});
