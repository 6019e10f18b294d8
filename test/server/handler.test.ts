import { beforeEach, expect, test } from "vitest";
import { createWorld } from "./handler-under-test.js";
import { confirm, exchange, newKey, refreshToken, send, sessionID, signOut, ticket } from "./requests.js";

const world = await createWorld();
const { handler } = world;

beforeEach(() => {
  world.calls();
  world.logs.length = 0;
});

test("a healthy exchange gives a session that Authgear accepts, with two Admin calls and one userinfo", async () => {
  const person = await world.addUser();
  const answer = await exchange(handler, world.token(person));
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    protocol: 1,
    migration_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    confirmation: expect.stringMatching(/^[\w-]{43}$/) as string,
    user: { sub: person.sub },
    session: {
      token_type: "Bearer",
      refresh_token: expect.stringContaining(".") as string,
      access_token: expect.any(String) as string,
      expires_in: 1800,
      verified: true,
    },
    legacy_revocation: "client",
  });
  expect(world.calls()).toEqual(["node", "createSession", "/oauth2/userinfo"]);
  expect(world.live(person)).toEqual([sessionID(answer)]);
  expect(await world.authgear.acceptsRefreshToken(refreshToken(answer))).toBe(true);
});

test("confirm ends the replay, sign-out ends the session", async () => {
  const person = await world.addUser();
  const token = world.token(person);
  const key = newKey();
  const answer = await exchange(handler, token, { key });
  expect((await confirm(handler, ticket(answer))).body).toEqual({ legacy: "client" });
  expect(await world.row(token)).toMatchObject({ state: "confirmed", attempt: 2, reply: null });
  expect((await exchange(handler, token, { key })).problem).toBe("already-migrated");
  expect(world.live(person)).toHaveLength(1);
  expect((await signOut(handler, ticket(answer))).body).toEqual({ legacy: "client" });
  expect(world.live(person)).toEqual([]);
  expect(await world.row(token)).toMatchObject({ state: "closed", revoke_session: null });
  expect((await exchange(handler, token, { key })).problem).toBe("signed-out");
});

test("nobody stores any answer, and each differs by Origin (V11)", async () => {
  const token = world.token(await world.addUser());
  const issued = await exchange(handler, token);
  const answers = [
    issued,
    await confirm(handler, ticket(issued)),
    await exchange(handler, token),
    await signOut(handler, ticket(issued)),
    await send(handler, { method: "GET" }),
    await handler(new Request("https://app.example/elsewhere")),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 200, 403, 404]);
  for (const { headers } of answers) {
    expect([headers.get("Cache-Control"), headers.get("Vary")]).toEqual(["no-store", "Origin"]);
  }
});

test("the log of a request tells what happened and names nobody", async () => {
  const person = await world.addUser();
  const token = world.token(person);
  const key = newKey();
  const answer = await exchange(handler, token, { key });
  expect(world.logs).toEqual([
    {
      operation: "exchange",
      clientID: "spa",
      verifier: "legacy",
      migrationID: answer.body["migration_id"],
      attempt: 1,
      outcome: "issued",
      verified: true,
      status: 200,
      durationMs: expect.any(Number) as number,
      stages: expect.objectContaining({ verify: expect.any(Number) as number }) as object,
    },
  ]);
  const text = JSON.stringify([world.logs, world.counted]);
  for (const secret of [token, key, refreshToken(answer), String(answer.body["confirmation"]), person.sub]) {
    expect(text).not.toContain(secret);
  }
});
