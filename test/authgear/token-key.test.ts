import { afterEach, expect, test } from "vitest";
import { tokenKey } from "../../src/authgear/token-key.js";
import { createTestProject, PUBLIC_ORIGIN } from "../testing/authgear/test-emulator.js";
import { fetchOf, pathsOf } from "./sdk-page.js";

afterEach(() => localStorage.clear());

test.for(["default", "second"])(
  "the SDK reads and writes the token of container “%s” there (S12)",
  async (name) => {
    const project = await createTestProject();
    const { id } = project.emulator.addUser({ email: "user@example.com", verified: true });
    const { refreshToken } = await project.createSession(id, "spa_rotating");
    const before = pathsOf(project).length;
    localStorage.setItem(tokenKey(name), refreshToken);

    const { WebContainer } = await import("@authgear/web");
    const container = new WebContainer({ name });
    await container.configure({
      clientID: "spa_rotating",
      endpoint: PUBLIC_ORIGIN,
      sessionType: "refresh_token",
      fetch: fetchOf(project),
    });
    expect([container.sessionState, pathsOf(project).length - before]).toEqual(["AUTHENTICATED", 0]);

    await container.refreshAccessTokenIfNeeded();
    const rotated = localStorage.getItem(tokenKey(name));
    expect(rotated).not.toBe(refreshToken);
    expect((await project.refresh(String(rotated), "spa_rotating")).status).toBe(200);
    expect(Object.keys(localStorage).filter((key) => /refresh/i.test(key))).toEqual([tokenKey(name)]);
  },
);
