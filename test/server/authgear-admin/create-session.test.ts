import { describe, expect, it } from "vitest";
import { adminProject, MIGRATION } from "./admin-project.js";

const CLIENT = { clientID: "spa", migrationID: MIGRATION };

describe("creating a session", () => {
  it("answers working tokens, and marks the session (V4)", async () => {
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
