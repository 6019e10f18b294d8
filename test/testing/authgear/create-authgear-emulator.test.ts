import { expect, test } from "vitest";
import { createTestProject } from "./test-emulator.js";

test("a session made by createSession refreshes, proves itself and can be revoked", async () => {
  const project = await createTestProject();
  const { id } = project.emulator.addUser({ email: "user@example.com" });
  const session = await project.createSession(id);
  expect(session).not.toHaveProperty("idToken");

  const refreshed = await project.refresh(session.refreshToken);
  expect(await refreshed.json()).toMatchObject({ token_type: "Bearer", expires_in: 1800 });
  const userinfo = await project.userinfo(session.accessToken);
  expect(await userinfo.json()).toMatchObject({ sub: id, email: "user@example.com" });

  const sessionID = session.refreshToken.split(".")[0];
  expect(project.emulator.sessions()).toMatchObject([
    { id: sessionID, userID: id, clientID: "spa", usable: true },
  ]);
  project.emulator.revokeSession(String(sessionID));
  expect((await project.refresh(session.refreshToken)).status).toBe(400);
  expect(project.emulator.sessions()).toEqual([]);
  expect(project.emulator.sessions({ all: true })).toMatchObject([
    { id: sessionID, revokedBy: "administrator" },
  ]);
});
