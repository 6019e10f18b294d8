import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { adminProject, ENDPOINT, MIGRATION } from "./admin-project.js";

const CLIENT = { clientID: "spa", migrationID: MIGRATION };

describe("looking a user up", () => {
  it("reads everything that a mapper needs in one query", async () => {
    const { emulator, authgear, sent } = await adminProject();
    const { id } = emulator.addUser({
      email: "user@example.com",
      password: "p",
      customAttributes: { legacy: "auth0|1" },
    });
    const user = { id, isDisabled: false, customAttributes: { legacy: "auth0|1" } };
    expect(await authgear.userByID(id, { sessions: false })).toEqual(user);
    expect(
      await authgear.userByLoginID({ key: "email", value: "User@Example.com" }, { sessions: true }),
    ).toEqual({
      ...user,
      sessions: [],
    });
    expect(sent).toHaveLength(2);
  });

  it("answers null for nobody (V2)", async () => {
    const { authgear } = await adminProject();
    expect(await authgear.userByID(crypto.randomUUID(), { sessions: true })).toBeNull();
    expect(await authgear.userByID('x" }', { sessions: true })).toBeNull();
    expect(
      await authgear.userByLoginID({ key: "email", value: "no@example.com" }, { sessions: true }),
    ).toBeNull();
  });

  it("answers null for a text that cannot be a login id", async () => {
    const { authgear } = await adminProject();
    expect(
      await authgear.userByLoginID({ key: "email", value: "not an email" }, { sessions: false }),
    ).toBeNull();
    expect(await authgear.userByLoginID({ key: "phone", value: "12" }, { sessions: false })).toBeNull();
  });

  it("is unavailable for a login id key that the project does not have", async () => {
    const { authgear } = await adminProject();
    const loginID = { key: "nokey", value: "x" };
    await expect(authgear.userByLoginID(loginID, { sessions: false })).rejects.toMatchObject({
      why: "unknown-login-id-key",
    });
  });

  it("tells a disabled user (V3)", async () => {
    const { emulator, authgear } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com", disabled: true });
    expect(await authgear.userByID(id, { sessions: false })).toMatchObject({ isDisabled: true });
  });

  it("tells when the password was changed, and that an imported one was not", async () => {
    const { emulator, authgear, clock } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com", password: "imported" });
    expect(await authgear.userByID(id, { sessions: false })).not.toHaveProperty("passwordChangedAt");
    clock.now += 3_600_000;
    emulator.resetPassword(id);
    expect(await authgear.userByID(id, { sessions: false })).toMatchObject({
      passwordChangedAt: clock.now / 1000,
    });
  });

  it("counts a password that the account did not begin with as a change", async () => {
    const { emulator, authgear, clock } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    clock.now += 3_600_000;
    emulator.resetPassword(id);
    expect(await authgear.userByID(id, { sessions: false })).toMatchObject({
      passwordChangedAt: clock.now / 1000,
    });
  });

  it("lists every session of a user with more than a page of them, and which of them are marked", async () => {
    const { emulator, authgear, sent } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    const marked = await authgear.createSession({ userID: id, ...CLIENT });
    for (let n = 0; n < 220; n++) await emulator.signIn({ userID: id, clientID: "spa" });
    sent.length = 0;
    const user = await authgear.userByID(id, { sessions: true });
    expect(user?.sessions).toHaveLength(221);
    expect(new Set(user?.sessions?.map((session) => session.id)).size).toBe(221);
    expect(user?.sessions?.filter((session) => session.migrationID !== undefined)).toEqual([
      { id: marked.refreshToken.split(".")[0], clientID: "spa", migrationID: MIGRATION },
    ]);
    expect(sent).toHaveLength(3);
  });

  it.each(['"){__typename}}#', "{", "}", "$value", "\\", 'a"b@example.com', "ü\n"])(
    "sends %j as a variable and leaves the document as it is (Z8)",
    async (value) => {
      const { authgear, sent } = await adminProject();
      await authgear.userByLoginID({ key: "username", value: "plain" }, { sessions: true });
      await authgear.userByLoginID({ key: "username", value }, { sessions: true });
      await authgear.userByID(value, { sessions: true });
      const [plain, hostile, byID] = sent.map(({ body }) => body as { query: string; variables: object });
      expect(hostile?.query).toBe(plain?.query);
      expect(hostile?.variables).toEqual({ key: "username", value });
      expect(byID?.query).toMatch(/^query \(\$id: ID!, \$after: String\)/);
    },
  );
});

describe("creating a session", () => {
  it("answers working tokens, and marks the session", async () => {
    const { emulator, authgear, clock } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    const session = await authgear.createSession({ userID: id, ...CLIENT });
    expect(session).toMatchObject({ expiresIn: 1800, issuedAt: clock.now, retried: false });
    expect(emulator.sessions()).toMatchObject([
      { userID: id, applicationName: `session-migration ${MIGRATION}` },
    ]);
    expect(await authgear.userinfo(session.accessToken)).toEqual({ sub: id });
    expect(await authgear.acceptsRefreshToken(session.refreshToken)).toBe(true);
  });

  it("asks once more after a lost race for the first authorization, and says so", async () => {
    const { emulator, authgear, sent } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    emulator.fault({ on: "createSession", kind: "first-authorization-race" });
    expect(await authgear.createSession({ userID: id, ...CLIENT })).toMatchObject({ retried: true });
    expect(sent).toHaveLength(2);
  });

  it("asks not a third time", async () => {
    const { emulator, authgear, sent } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    emulator.fault({ on: "createSession", kind: "first-authorization-race", times: 5 });
    await expect(authgear.createSession({ userID: id, ...CLIENT })).rejects.toMatchObject({
      why: "unexpected-error",
      mayHaveActed: true,
    });
    expect(sent).toHaveLength(2);
  });

  it("may have acted once the first of two calls was made, whatever the second meets", async () => {
    const project = await adminProject();
    const answers = [
      Response.json({ data: null, errors: [{ message: "unexpected error", locations: [] }] }),
      new Response("Forbidden\n", { status: 403 }),
    ];
    project.answer = () => answers.shift() ?? Response.error();
    await expect(project.authgear.createSession({ userID: "x", ...CLIENT })).rejects.toMatchObject({
      why: "admin-refused",
      mayHaveActed: true,
    });
  });

  it.each([
    ["create-session-disabled", { createSessionEnabled: false }, {}],
    ["unknown-client", {}, { clientID: "nope" }],
    ["third-party-client", {}, { clientID: "third" }],
    ["user-gone", {}, { userID: crypto.randomUUID() }],
  ])("is %s without having acted (V6)", async (why, project, input) => {
    const { emulator, authgear, sent } = await adminProject({}, project);
    const { id } = emulator.addUser({ email: "user@example.com" });
    await expect(authgear.createSession({ userID: id, ...CLIENT, ...input })).rejects.toMatchObject({
      name: "AuthgearUnavailable",
      why,
      mayHaveActed: false,
    });
    expect(sent).toHaveLength(1);
  });

  it("is refused by a hook, and may have acted", async () => {
    const { emulator, authgear } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    emulator.fault({ on: "createSession", kind: "refuse-jwt-hook" });
    await expect(authgear.createSession({ userID: id, ...CLIENT, clientID: "jwt" })).rejects.toMatchObject({
      why: "hook-refused",
      mayHaveActed: true,
    });
  });

  it.each([
    ["drop-before" as const, "network"],
    ["drop-after" as const, "network"],
    ["bad-gateway" as const, "server-error"],
    ["bad-gateway-after" as const, "server-error"],
  ])("may have acted when its answer is lost by %s", async (kind, why) => {
    const { emulator, authgear, sent } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    emulator.fault({ on: "createSession", kind });
    await expect(authgear.createSession({ userID: id, ...CLIENT })).rejects.toMatchObject({
      why,
      mayHaveActed: true,
    });
    expect(sent).toHaveLength(1);
  });

  it("gives up at its deadline although the call goes on", async () => {
    const { emulator, authgear } = await adminProject({ deadlines: { adminMs: 100 } });
    const { id } = emulator.addUser({ email: "user@example.com" });
    emulator.fault({ on: "createSession", kind: "delay-before" });
    await expect(authgear.createSession({ userID: id, ...CLIENT })).rejects.toMatchObject({
      why: "timeout",
      mayHaveActed: true,
    });
  });
});

describe("where it calls", () => {
  it("names the public origin to an Admin API elsewhere, so that JWT access tokens are good (fact 11)", async () => {
    const admin = "http://authgear-admin:3002";
    const { emulator, authgear, sent } = await adminProject(
      { adminEndpoint: admin },
      { adminOrigin: admin, trustProxy: true },
    );
    const { id } = emulator.addUser({ email: "user@example.com" });
    const { accessToken } = await authgear.createSession({ userID: id, ...CLIENT, clientID: "jwt" });
    expect(decodeJwt(accessToken).iss).toBe(ENDPOINT);
    expect(await authgear.userinfo(accessToken)).toEqual({ sub: id });
    expect(sent.map(({ url }) => url)).toEqual([
      `${admin}/_api/admin/graphql`,
      `${ENDPOINT}/oauth2/userinfo`,
    ]);
    expect(sent[0]?.headers.get("X-Forwarded-Host")).toBe("project.authgear.example");
    expect(sent[0]?.headers.get("X-Forwarded-Proto")).toBe("https");
  });

  it("authenticates with a short-lived token that it makes again a minute before its end (V10)", async () => {
    const { authgear, sent, clock } = await adminProject();
    const ask = async (): Promise<string> => {
      await authgear.userByID("x", { sessions: false });
      return sent.at(-1)?.headers.get("Authorization") ?? "";
    };
    const first = await ask();
    const token = first.slice("Bearer ".length);
    expect(first).toMatch(/^Bearer /);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", kid: "admin-1" });
    expect(decodeJwt(token)).toMatchObject({
      aud: "project",
      iat: clock.now / 1000,
      exp: clock.now / 1000 + 300,
    });
    clock.now += 239_000;
    expect(await ask()).toBe(first);
    clock.now += 1_000;
    expect(await ask()).not.toBe(first);
    clock.now -= 86_400_000;
    await ask();
    expect(decodeJwt(sent.at(-1)?.headers.get("Authorization")?.slice(7) ?? "").iat).toBe(clock.now / 1000);
  });

  it("follows no redirect", async () => {
    const project = await adminProject();
    project.answer = () => new Response(null, { status: 307, headers: { Location: "https://evil.example" } });
    await expect(project.authgear.userByID("x", { sessions: false })).rejects.toMatchObject({
      why: "redirected",
    });
    await expect(project.authgear.userinfo("x")).rejects.toMatchObject({ why: "redirected" });
    expect(project.sent.map(({ redirect }) => redirect)).toEqual(["manual", "manual"]);
  });
});

describe("an Admin answer that is not the contract's", () => {
  it.each<[string, () => Response, string]>([
    ["403 text", () => new Response("Forbidden\n", { status: 403 }), "admin-refused"],
    ["415 text", () => new Response("invalid content type", { status: 415 }), "unexpected-answer"],
    [
      "400 JSON",
      () => Response.json({ error: { name: "BadRequest" } }, { status: 400 }),
      "unexpected-answer",
    ],
    [
      "500 of a syntax error",
      () => Response.json({ error: { name: "InternalError" } }, { status: 500 }),
      "server-error",
    ],
    ["502 HTML", () => new Response("<html>", { status: 502 }), "server-error"],
    ["429", () => new Response("", { status: 429, headers: { "Retry-After": "7" } }), "rate-limited"],
    ["200 HTML", () => new Response("<html>"), "unexpected-answer"],
    ["200 of a captive portal", () => Response.json({ ok: true }), "unexpected-answer"],
    ["a list", () => Response.json([]), "unexpected-answer"],
    ["a node without fields", () => Response.json({ data: { node: {} } }), "unexpected-answer"],
    ["no node", () => Response.json({ data: {} }), "unexpected-answer"],
    [
      "an unknown field",
      () => Response.json({ data: null, errors: [{ message: "Cannot query field" }] }),
      "refused",
    ],
    [
      "a bare error",
      () => Response.json({ data: null, errors: [{ message: "unexpected error", locations: [] }] }),
      "unexpected-error",
    ],
    ["a body over 1 MB", () => new Response("x".repeat(1024 * 1024 + 1)), "too-large"],
  ])("is AuthgearUnavailable: %s", async (_, answer, why) => {
    const project = await adminProject();
    project.answer = answer;
    await expect(project.authgear.userByID("x", { sessions: true })).rejects.toMatchObject({
      name: "AuthgearUnavailable",
      why,
    });
  });

  it("hands the wait of a 429 on", async () => {
    const project = await adminProject();
    project.answer = () => new Response("", { status: 429, headers: { "Retry-After": "7" } });
    await expect(project.authgear.userByID("x", { sessions: true })).rejects.toMatchObject({ retryAfter: 7 });
  });

  it("is not believed when it names another user", async () => {
    const project = await adminProject();
    const { id } = project.emulator.addUser({ email: "user@example.com" });
    project.answer = (request) => {
      project.answer = undefined;
      const body = request
        .json()
        .then(({ query }) => ({ query, variables: { id: Buffer.from(`User:${id}`).toString("base64url") } }));
      return body.then((text) =>
        project.emulator.fetch(
          new Request(request.url, { method: "POST", headers: request.headers, body: JSON.stringify(text) }),
        ),
      );
    };
    await expect(project.authgear.userByID(crypto.randomUUID(), { sessions: false })).rejects.toMatchObject({
      why: "unexpected-answer",
    });
  });

  it("is no session without usable tokens, and may have made one", async () => {
    const project = await adminProject();
    const good = { refreshToken: "a.b", accessToken: "c", tokenType: "Bearer", expiresIn: 1800 };
    const bad = [
      { refreshToken: "ab" },
      { accessToken: "" },
      { tokenType: "DPoP" },
      { expiresIn: 0 },
      { expiresIn: "1800" },
    ];
    for (const change of bad) {
      project.answer = () => Response.json({ data: { createSession: { ...good, ...change } } });
      await expect(project.authgear.createSession({ userID: "x", ...CLIENT })).rejects.toMatchObject({
        why: "unexpected-answer",
        mayHaveActed: true,
      });
    }
  });
});

describe("revoking a session", () => {
  it("ends it", async () => {
    const { emulator, authgear } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com" });
    const { refreshToken, accessToken } = await authgear.createSession({ userID: id, ...CLIENT });
    await authgear.revokeSession(refreshToken.split(".")[0] ?? "");
    expect(emulator.sessions()).toEqual([]);
    expect(await authgear.userinfo(accessToken)).toBeNull();
    expect(await authgear.acceptsRefreshToken(refreshToken)).toBe(false);
  });

  it("is a fault for a session that is not there", async () => {
    const { authgear } = await adminProject();
    await expect(authgear.revokeSession(crypto.randomUUID())).rejects.toMatchObject({
      why: "unexpected-error",
    });
  });
});

describe("proving a session", () => {
  it.each<[string, () => Response, string]>([
    ["401 of a proxy", () => new Response("Unauthorized", { status: 401 }), "unexpected-answer"],
    [
      "401 JSON of something else",
      () => Response.json({ error: "login" }, { status: 401 }),
      "unexpected-answer",
    ],
    ["403 of a firewall", () => new Response("<html>", { status: 403 }), "unexpected-answer"],
    ["200 HTML", () => new Response("<html>"), "unexpected-answer"],
    ["200 without sub", () => Response.json({ result: {} }), "unexpected-answer"],
    ["429", () => new Response("", { status: 429 }), "rate-limited"],
    ["503", () => new Response("", { status: 503 }), "server-error"],
  ])("is neither yes nor no by %s", async (_, answer, why) => {
    const project = await adminProject();
    project.answer = answer;
    await expect(project.authgear.userinfo("token")).rejects.toMatchObject({ why });
    await expect(project.authgear.acceptsRefreshToken("a.b")).rejects.toMatchObject({ why });
  });

  it("is a no for the tokens of a disabled user", async () => {
    const { emulator, authgear } = await adminProject();
    const { id } = emulator.addUser({ email: "user@example.com", disabled: true });
    const { refreshToken, accessToken } = await authgear.createSession({ userID: id, ...CLIENT });
    expect(await authgear.userinfo(accessToken)).toBeNull();
    expect(await authgear.acceptsRefreshToken(refreshToken)).toBe(false);
  });

  it("does not rotate the refresh token", async () => {
    const { emulator, authgear } = await adminProject({}, { clients: [{ clientID: "spa", rotation: true }] });
    const { id } = emulator.addUser({ email: "user@example.com" });
    const { refreshToken } = await authgear.createSession({ userID: id, ...CLIENT });
    expect(await authgear.acceptsRefreshToken(refreshToken)).toBe(true);
    expect(await authgear.acceptsRefreshToken(refreshToken)).toBe(true);
  });
});

describe("its errors", () => {
  it("carry nothing that was sent or answered (Z10)", async () => {
    const project = await adminProject({
      privateKey: "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----",
    });
    const other = await adminProject();
    other.answer = () => {
      throw new TypeError("canary", { cause: { request: "canary" } });
    };
    const failures = await Promise.all(
      [project, other].flatMap(({ authgear }) => [
        authgear.userByID("canary", { sessions: true }).catch((error: unknown) => error),
        authgear
          .createSession({ userID: "canary", clientID: "canary", migrationID: "canary" })
          .catch((error: unknown) => error),
      ]),
    );
    failures.push(await other.authgear.userinfo("canary").catch((error: unknown) => error));
    expect(failures.map((error) => Object(error).why)).toEqual([
      "private-key",
      "private-key",
      "network",
      "network",
      "network",
    ]);
    for (const error of failures) {
      expect(error).toBeInstanceOf(Error);
      const all = Object.getOwnPropertyNames(error).filter((name) => name !== "stack");
      expect(JSON.stringify(all.map((name) => Object(error)[name] as unknown))).not.toContain("canary");
      expect(Object(error).cause).toBeUndefined();
    }
  });
});
