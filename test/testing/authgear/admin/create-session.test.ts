import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { CREATE_SESSION, createTestProject, nodeID, PUBLIC_ORIGIN, textAt } from "../test-emulator.js";
import type { TestProject } from "../test-emulator.js";

const MARK = Buffer.from('{"ios":{"NSBundle":{"CFBundleDisplayName":"session-migration 42"}}}').toString(
  "base64url",
);
const INTERNAL_ORIGIN = "http://authgear.internal:4001";

async function projectWithUser(
  overrides: Parameters<typeof createTestProject>[0] = {},
): Promise<TestProject & { userID: string }> {
  const project = await createTestProject(overrides);
  return { ...project, userID: project.emulator.addUser({ email: "user@example.com" }).id };
}

test("each call makes one more session and one audit record, tagged with the caller's audit_context", async () => {
  const { emulator, graphql, adminToken, userID } = await projectWithUser();
  const Authorization = `Bearer ${await adminToken({ audit_context: { run: "first" } })}`;
  for (let count = 0; count < 2; count += 1) {
    await graphql(CREATE_SESSION, { userID: nodeID("User", userID), clientID: "spa" }, { Authorization });
  }
  const sessions = emulator.sessions();
  expect(sessions).toHaveLength(2);
  expect(emulator.auditLog()).toMatchObject(
    sessions.map(({ id }) => ({
      activityType: "ADMIN_API_MUTATION_CREATE_SESSION_EXECUTED",
      sessionID: id,
      userID,
      auditContext: { run: "first" },
    })),
  );
  const logs = await graphql("{auditLogs(first:1){edges{node{activityType user{id}}}}}");
  expect(logs.data).toMatchObject({
    auditLogs: { edges: [{ node: { user: { id: nodeID("User", userID) } } }] },
  });
});

test("a mark shows as applicationName, survives userinfo, and goes at the first web refresh", async () => {
  const { emulator, createSession, refresh, userinfo, userID } = await projectWithUser();
  const { refreshToken, accessToken } = await createSession(userID, "spa", MARK);
  await userinfo(accessToken);
  expect(emulator.sessions()).toMatchObject([{ applicationName: "session-migration 42", displayName: "" }]);
  await refresh(refreshToken);
  expect(emulator.sessions()).toMatchObject([{ applicationName: null }]);
});

test.each([
  ["padding", "e30="],
  ["nothing", ""],
  ["no object", Buffer.from("[]").toString("base64url")],
  ["no JSON", Buffer.from("{").toString("base64url")],
])("deviceInfo with %s is refused", async (_, deviceInfo) => {
  const { graphql, userID } = await projectWithUser();
  const reply = await graphql(CREATE_SESSION, {
    userID: nodeID("User", userID),
    clientID: "spa",
    deviceInfo,
  });
  expect(reply).toMatchObject({ data: null, errors: [{ message: "invalid device info" }] });
});

test("the checks come in the order of the contract", async () => {
  const { graphql, emulator } = await projectWithUser();
  const nobody = nodeID("User", crypto.randomUUID());
  const ask = async (userID: string, clientID: string, deviceInfo?: string): Promise<string | undefined> =>
    (await graphql(CREATE_SESSION, { userID, clientID, deviceInfo })).errors?.[0]?.message;
  expect(await ask("x", "nope", "%")).toBe("invalid user ID");
  expect(await ask(nobody, "nope", "%")).toBe("invalid device info");
  expect(await ask(nobody, "nope")).toBe("invalid client ID");
  expect(await ask(nobody, "third")).toBe("cannot create session for non-first party client");
  expect(await ask(nobody, "spa")).toBe("user not found");
  expect(emulator.sessions({ all: true })).toEqual([]);
});

test("a disabled user gets tokens that nothing accepts", async () => {
  const { emulator, createSession, refresh, userinfo, userID } = await projectWithUser();
  emulator.disableUser(userID);
  const session = await createSession(userID);
  expect((await refresh(session.refreshToken)).status).toBe(400);
  expect((await userinfo(session.accessToken)).status).toBe(401);
  expect(emulator.sessions()).toMatchObject([{ usable: false }]);
});

describe("the issuer of JWT access tokens", () => {
  const ask = async (
    project: TestProject & { userID: string },
    origin: string,
    headers: Record<string, string>,
  ): Promise<string> => {
    const variables = { userID: nodeID("User", project.userID), clientID: "spa_jwt" };
    const reply = project.emulator.fetch(
      new Request(`${origin}/_api/admin/graphql`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${await project.adminToken()}`,
          "Content-Type": "application/json",
          ...headers,
        },
        body: JSON.stringify({ query: CREATE_SESSION, variables }),
      }),
    );
    return textAt(reply, "data", "createSession", "accessToken");
  };
  const forwarded = { "X-Forwarded-Proto": "http", "X-Forwarded-Host": new URL(PUBLIC_ORIGIN).host };

  test("is the origin at which the Admin API was called, and another than the public one is useless", async () => {
    const project = await projectWithUser({ adminOrigin: INTERNAL_ORIGIN });
    const inside = await ask(project, INTERNAL_ORIGIN, forwarded);
    expect(decodeJwt(inside)).toMatchObject({ iss: INTERNAL_ORIGIN, aud: [INTERNAL_ORIGIN] });
    expect((await project.userinfo(inside)).status).toBe(401);
    const outside = await ask(project, PUBLIC_ORIGIN, {});
    expect((await project.userinfo(outside)).status).toBe(200);
  });

  test("is corrected by forwarded headers where the proxy is trusted", async () => {
    const project = await projectWithUser({ adminOrigin: INTERNAL_ORIGIN, trustProxy: true });
    const token = await ask(project, INTERNAL_ORIGIN, forwarded);
    expect(decodeJwt(token)).toMatchObject({ iss: PUBLIC_ORIGIN, aud: [PUBLIC_ORIGIN] });
    expect((await project.userinfo(token)).status).toBe(200);
  });
});

describe("faults", () => {
  test("a failed commit answers 200 with a session that is listed but useless", async () => {
    const { emulator, createSession, refresh, userinfo, userID } = await projectWithUser();
    await createSession(userID);
    emulator.fault({ on: "createSession", kind: "commit-failure" });
    const lost = await createSession(userID);
    expect((await refresh(lost.refreshToken)).status).toBe(400);
    expect((await userinfo(lost.accessToken)).status).toBe(401);
    expect(emulator.sessions()).toMatchObject([{ usable: true }, { usable: false }]);
    expect(emulator.auditLog()).toHaveLength(1);
  });

  test("a lost race for the first authorization makes no session", async () => {
    const { emulator, graphql, createSession, userID } = await projectWithUser();
    emulator.fault({ on: "createSession", kind: "first-authorization-race" });
    const variables = { userID: nodeID("User", userID), clientID: "spa" };
    expect(await graphql(CREATE_SESSION, variables)).toEqual({
      data: null,
      errors: [{ message: "unexpected error", locations: [] }],
    });
    expect(emulator.sessions()).toEqual([]);
    await createSession(userID);
    expect(emulator.sessions()).toHaveLength(1);
  });

  test("a hook refuses a client with JWT access tokens and nobody else", async () => {
    const { emulator, graphql, createSession, userID } = await projectWithUser();
    emulator.fault({ on: "createSession", kind: "refuse-jwt-hook" });
    await createSession(userID, "spa");
    const reply = await graphql(CREATE_SESSION, { userID: nodeID("User", userID), clientID: "spa_jwt" });
    expect(reply.errors).toMatchObject([
      {
        message: "disallowed by hook event handler",
        extensions: { errorName: "Forbidden", reason: "HookDisallowed" },
      },
    ]);
    // The hook is asked when the session is already stored.
    expect(emulator.sessions()).toMatchObject([
      { clientID: "spa", usable: true },
      { clientID: "spa_jwt", usable: false },
    ]);
  });
});
