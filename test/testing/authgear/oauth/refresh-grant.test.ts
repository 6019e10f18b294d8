import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { createTestProject, PUBLIC_ORIGIN, readJSON, textAt } from "../test-emulator.js";
import type { TestProject } from "../test-emulator.js";

const DAY = 24 * 60 * 60 * 1000;

async function projectWithSession(
  clientID = "spa",
): Promise<TestProject & { refreshToken: string; userID: string }> {
  const project = await createTestProject();
  const userID = project.emulator.addUser({ email: "user@example.com" }).id;
  const { refreshToken } = await project.createSession(userID, clientID);
  return { ...project, refreshToken, userID };
}

async function answer(response: Promise<Response>): Promise<[number, unknown]> {
  const settled = await response;
  return [settled.status, await readJSON(settled)];
}

const INVALID_GRANT = [400, { error: "invalid_grant", error_description: "invalid refresh token" }];
const RATE_LIMITED = [
  429,
  { error: "x_rate_limited", error_description: "rate limit exceeded, please try again later." },
];

describe("rate limits", () => {
  test("an address has 120 token requests, and one more every half second", async () => {
    const project = await createTestProject();
    const ask = (): Promise<Response> => project.token({ client_id: "nobody" });
    for (let count = 0; count < 120; count += 1) expect((await ask()).status).toBe(400);
    expect(await answer(ask())).toEqual(RATE_LIMITED);
    project.clock.now += 499;
    expect((await ask()).status).toBe(429);
    project.clock.now += 1;
    expect((await ask()).status).toBe(400);
    expect((await ask()).status).toBe(429);
    project.clock.now += 60_000;
    for (let count = 0; count < 120; count += 1) expect((await ask()).status).toBe(400);
    expect((await ask()).status).toBe(429);
  });

  test("behind a trusted proxy each forwarded address has its own bucket", async () => {
    const project = await createTestProject({ trustProxy: true });
    const ask = (ip: string): Promise<Response> =>
      project.token({ client_id: "nobody" }, { "X-Forwarded-For": `${ip}, 10.0.0.1` });
    for (let count = 0; count < 120; count += 1) await ask("192.0.2.1");
    expect((await ask("192.0.2.1")).status).toBe(429);
    expect((await ask("192.0.2.2")).status).toBe(400);
  });

  test("a user has 60 refreshes a minute, over all addresses and sessions, and a refused one does not rotate", async () => {
    const project = await createTestProject({ trustProxy: true });
    const { id } = project.emulator.addUser({ email: "user@example.com" });
    const [plain, rotating] = [
      await project.createSession(id),
      await project.createSession(id, "spa_rotating"),
    ];
    for (let count = 0; count < 60; count += 1)
      expect((await project.refresh(plain.refreshToken)).status).toBe(200);
    expect(await answer(project.refresh(rotating.refreshToken, "spa_rotating"))).toEqual(RATE_LIMITED);
    project.clock.now += 1000;
    expect((await project.refresh(rotating.refreshToken, "spa_rotating")).status).toBe(200);
  });

  test("the limit per address is asked before the client, the limit per user after the token", async () => {
    const { refresh, refreshToken } = await projectWithSession();
    for (let count = 0; count < 60; count += 1) await refresh(refreshToken);
    expect((await refresh(`${refreshToken}x`)).status).toBe(400);
    expect((await refresh(refreshToken, "spa_short")).status).toBe(429);
  });
});

describe("lifetimes", () => {
  test("a session idles out 30 days after its last access, and an access puts that off", async () => {
    const { refresh, refreshToken, clock, emulator } = await projectWithSession();
    clock.now += 30 * DAY - 1;
    expect((await refresh(refreshToken)).status).toBe(200);
    clock.now += 30 * DAY - 1;
    expect(emulator.sessions()).toHaveLength(1);
    clock.now += 1;
    expect(await answer(refresh(refreshToken))).toEqual(INVALID_GRANT);
    expect(emulator.sessions()).toEqual([]);
    expect(emulator.sessions({ all: true })).toMatchObject([{ usable: false }]);
  });

  test("userinfo counts as an access, app_session_token does not", async () => {
    const project = await createTestProject();
    const { id } = project.emulator.addUser({ email: "user@example.com" });
    const { accessToken } = await project.createSession(id);
    project.clock.now += 1000;
    await project.userinfo(accessToken);
    expect(project.emulator.sessions()).toMatchObject([{ lastAccessedAt: project.clock.now }]);
  });

  test("a session ends 52 weeks after it began, however busy", async () => {
    const { refresh, refreshToken, clock } = await projectWithSession();
    for (let week = 0; week < 51; week += 1) {
      clock.now += 7 * DAY;
      expect((await refresh(refreshToken)).status).toBe(200);
    }
    clock.now += 7 * DAY;
    expect(await answer(refresh(refreshToken))).toEqual(INVALID_GRANT);
  });

  test("an access token ends by itself and is not ended by a refresh", async () => {
    const project = await createTestProject();
    const { id } = project.emulator.addUser({ email: "user@example.com" });
    const { accessToken, refreshToken } = await project.createSession(id, "spa_short");
    await project.refresh(refreshToken, "spa_short");
    project.clock.now += 300_000 - 1;
    expect((await project.userinfo(accessToken)).status).toBe(200);
    project.clock.now += 1;
    expect((await project.userinfo(accessToken)).status).toBe(401);
  });
});

describe("rotation", () => {
  test("of two parallel refreshes one wins, and the session lives on with its token (T5)", async () => {
    const { refresh, refreshToken } = await projectWithSession("spa_rotating");
    const replies = await Promise.all([
      refresh(refreshToken, "spa_rotating"),
      refresh(refreshToken, "spa_rotating"),
    ]);
    const [winner, ...losers] = replies.toSorted((a, b) => a.status - b.status);
    expect([winner?.status, ...losers.map(({ status }) => status)]).toEqual([200, 400]);
    const winnersToken = await textAt(winner ?? Response.error(), "refresh_token");
    expect((await refresh(winnersToken, "spa_rotating")).status).toBe(200);
  });

  test("under parallel-refresh both pass, and only the later token lives (T5)", async () => {
    const { refresh, refreshToken, emulator } = await projectWithSession("spa_rotating");
    emulator.fault({ on: "refresh_token", kind: "parallel-refresh" });
    const replies = await Promise.all([
      refresh(refreshToken, "spa_rotating"),
      refresh(refreshToken, "spa_rotating"),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    const tokens = await Promise.all(replies.map((reply) => textAt(reply, "refresh_token")));
    const after = await Promise.all(tokens.map((token) => refresh(token, "spa_rotating")));
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200, 400]));
  });

  test("a refresh with the wrong client is refused last and leaves the old token good", async () => {
    const { refresh, refreshToken } = await projectWithSession("spa_rotating");
    expect(await answer(refresh(refreshToken))).toMatchObject([400, { error: "invalid_request" }]);
    expect((await refresh(refreshToken, "spa_rotating")).status).toBe(200);
  });

  test("access tokens survive a rotation", async () => {
    const project = await createTestProject();
    const { id } = project.emulator.addUser({ email: "user@example.com" });
    const { accessToken, refreshToken } = await project.createSession(id, "spa_rotating");
    await project.refresh(refreshToken, "spa_rotating");
    expect((await project.userinfo(accessToken)).status).toBe(200);
  });
});

describe("hooks and client authentication", () => {
  test("a hook that refuses the access token gives 400, one that refuses the ID token 500, and the session stays", async () => {
    const { refresh, refreshToken, emulator } = await projectWithSession("spa_jwt");
    emulator.fault({ on: "refresh_token", kind: "refuse-jwt-hook" });
    expect(await answer(refresh(refreshToken, "spa_jwt"))).toMatchObject([400, { error: "server_error" }]);
    emulator.fault({ on: "refresh_token", kind: "refuse-id-token-hook" });
    expect(await answer(refresh(refreshToken, "spa_jwt"))).toMatchObject([500, { error: "server_error" }]);
    expect((await refresh(refreshToken, "spa_jwt")).status).toBe(200);
  });

  test("a confidential client refreshes without its secret, and HTTP Basic may name the client", async () => {
    const { token, refreshToken } = await projectWithSession("confidential");
    const headers = { Authorization: `Basic ${btoa("confidential:wrong")}` };
    expect((await token({ grant_type: "refresh_token", refresh_token: refreshToken }, headers)).status).toBe(
      200,
    );
    const inBody = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: "nobody" };
    expect(await answer(token(inBody, headers))).toMatchObject([400, { error: "invalid_client" }]);
  });

  test("the ID token lives five minutes and belongs to the client", async () => {
    const { refresh, refreshToken, clock, userID } = await projectWithSession();
    const idToken = await textAt(refresh(refreshToken), "id_token");
    expect(decodeJwt(idToken)).toMatchObject({ sub: userID, aud: ["spa"], exp: clock.now / 1000 + 300 });
  });
});

test("a third party's refresh token is no proof at app_session_token, and no invalid one either", async () => {
  const { emulator } = await createTestProject();
  const { id } = emulator.addUser({ email: "user@example.com" });
  const { refreshToken } = await emulator.signIn({ userID: id, clientID: "third" });
  const asked = new Request(`${PUBLIC_ORIGIN}/oauth2/app_session_token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ refresh_token: refreshToken }),
  });
  const reply = await emulator.fetch(asked);
  expect(reply.status).toBe(403);
  expect(await textAt(reply, "error", "reason")).toBe("Forbidden");
});
