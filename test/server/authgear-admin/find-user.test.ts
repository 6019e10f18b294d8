import { describe, expect, it } from "vitest";
import { adminProject, MIGRATION } from "./admin-project.js";

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
