import { describe, expect, it } from "vitest";
import { adminProject, MIGRATION } from "./admin-project.js";

const CLIENT = { clientID: "spa", migrationID: MIGRATION };

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
