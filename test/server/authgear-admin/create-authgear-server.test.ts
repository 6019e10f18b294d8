import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AuthgearUnavailable } from "../../../src/server/authgear-admin/authgear-server.js";
import { adminProject, MIGRATION } from "./admin-project.js";

const CLIENT = { clientID: "spa", migrationID: MIGRATION };

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
    expect(failures.map((error) => error instanceof AuthgearUnavailable && error.why)).toEqual([
      "private-key",
      "private-key",
      "network",
      "network",
      "network",
    ]);
    for (const error of failures) {
      expect(error).toBeInstanceOf(Error);
      // With the message, the cause and everything else that a reporter could serialise.
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary");
    }
  });
});
