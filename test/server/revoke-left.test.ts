import { describe, expect, test } from "vitest";
import { AuthgearUnavailable, type AuthgearServer } from "../../src/server/authgear-admin/authgear-server.js";
import { revokeListed } from "../../src/server/revoke-left.js";
import { adminProject } from "./authgear-admin/admin-project.js";

const { authgear, emulator } = await adminProject();

async function issue(): Promise<{ sub: string; id: string }> {
  const { id: userID } = emulator.addUser({ email: `${crypto.randomUUID()}@example.com` });
  const { refreshToken } = await authgear.createSession({
    userID,
    clientID: "spa",
    migrationID: crypto.randomUUID(),
  });
  return { sub: userID, id: refreshToken.split(".")[0] ?? "" };
}

describe("a session that was on the list", () => {
  test("is ended", async () => {
    const { sub, id } = await issue();
    await revokeListed(authgear, sub, id);
    expect(emulator.sessions({ userID: sub })).toEqual([]);
  });

  test("and has been ended by somebody else since is no fault", async () => {
    const { sub, id } = await issue();
    emulator.revokeSession(id);
    await expect(revokeListed(authgear, sub, id)).resolves.toBeUndefined();
  });

  test("and cannot be ended is one", async () => {
    const { sub, id } = await issue();
    const revokeSession: AuthgearServer["revokeSession"] = () =>
      Promise.reject(new AuthgearUnavailable("timeout"));
    await expect(revokeListed({ ...authgear, revokeSession }, sub, id)).rejects.toThrow("timeout");
  });
});
