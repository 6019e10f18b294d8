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

  it.each([undefined, "imported"])(
    "counts a reset in the moment of the account's making (%s)",
    async (password) => {
      const { emulator, authgear, clock } = await adminProject();
      const { id } = emulator.addUser({ email: "user@example.com", ...(password && { password }) });
      emulator.resetPassword(id);
      expect(await authgear.userByID(id, { sessions: false })).toMatchObject({
        passwordChangedAt: clock.now / 1000,
      });
    },
  );

  it("sees a changed password however many other authenticators are listed before it", async () => {
    const project = await adminProject();
    const id = crypto.randomUUID();
    const made = "2026-01-01T00:00:00.123456Z";
    const passkeys = Array.from({ length: 30 }, () => ({
      type: "PASSKEY",
      createdAt: made,
      updatedAt: made,
    }));
    const password = { type: "PASSWORD", createdAt: made, updatedAt: "2026-11-21T11:00:00.123456789Z" };
    project.answer = async (request) => {
      const query = await request.text();
      const asked = query.includes("authenticatorType: PASSWORD") ? [password] : [...passkeys, password];
      const edges = asked.slice(0, 20).map((node) => ({ node }));
      const node = {
        id: Buffer.from(`User:${id}`).toString("base64url"),
        isDisabled: false,
        createdAt: made,
        customAttributes: {},
        authenticators: { edges },
      };
      return Response.json({ data: { node } });
    };
    expect(await project.authgear.userByID(id, { sessions: false })).toMatchObject({
      passwordChangedAt: Date.parse("2026-11-21T11:00:01Z") / 1000,
    });
  });

  it("misses no session that is used while the list is read, which moves it to the front", async () => {
    const project = await adminProject();
    const { emulator, authgear, clock } = project;
    const { id } = emulator.addUser({ email: "user@example.com" });
    const first = await emulator.signIn({ userID: id, clientID: "spa" });
    for (let n = 0; n < 150; n++) {
      clock.now += 1000;
      await emulator.signIn({ userID: id, clientID: "spa" });
    }
    project.answer = async (request) => {
      const answer = await emulator.fetch(request);
      const Authorization = `Bearer ${first.accessToken}`;
      await emulator.fetch(new Request(`${ENDPOINT}/oauth2/userinfo`, { headers: { Authorization } }));
      return answer;
    };
    const user = await authgear.userByID(id, { sessions: true });
    expect(user?.sessions?.map((session) => session.id)).toContain(first.sessionID);
  });

  it("lists every session of a user, and which of them are marked", async () => {
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
    expect(sent).toHaveLength(1);
  });

  it("reads on where there are more sessions than a page of them", async () => {
    const project = await adminProject();
    const id = crypto.randomUUID();
    const ids = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    const base64url = (text: string): string => Buffer.from(text).toString("base64url");
    project.answer = async (request) => {
      const { variables } = (await request.json()) as { variables: { after?: string } };
      const page = Number(variables.after ?? 0);
      const node = { id: base64url(`Session:${ids[page] ?? ""}`), clientID: "spa", applicationName: null };
      const user = {
        id: base64url(`User:${id}`),
        isDisabled: false,
        createdAt: "2026-01-01T00:00:00Z",
        customAttributes: {},
        authenticators: { edges: [] },
        sessions: {
          edges: [{ node }],
          pageInfo: { hasNextPage: page < 2, endCursor: String(page + 1) },
        },
      };
      return Response.json({ data: { node: user } });
    };
    const user = await project.authgear.userByID(id, { sessions: true });
    expect(user?.sessions).toEqual(ids.map((session) => ({ id: session, clientID: "spa" })));
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
