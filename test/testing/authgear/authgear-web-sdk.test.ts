// @vitest-environment happy-dom
import type { WebContainer } from "@authgear/web";
import { afterEach, describe, expect, test } from "vitest";
import { createTestProject, PUBLIC_ORIGIN } from "./test-emulator.js";
import type { TestProject } from "./test-emulator.js";

const KEY = "authgear_default_refreshToken";

afterEach(() => localStorage.clear());

/** A page with the real SDK, whose only network is the emulator. */
async function openPage({ emulator }: TestProject, clientID: string): Promise<WebContainer> {
  const { WebContainer: Container } = await import("@authgear/web");
  const container = new Container();
  const fetchFromEmulator: typeof fetch = (input, init) => emulator.fetch(new Request(input, init));
  await container.configure({
    clientID,
    endpoint: PUBLIC_ORIGIN,
    sessionType: "refresh_token",
    fetch: fetchFromEmulator,
  });
  return container;
}

async function migratedProject(
  clientID: string,
): Promise<TestProject & { userID: string; refreshToken: string }> {
  const project = await createTestProject();
  const { id: userID } = project.emulator.addUser({ email: "user@example.com", verified: true });
  const { refreshToken } = await project.createSession(userID, clientID);
  localStorage.setItem(KEY, refreshToken);
  return { ...project, userID, refreshToken };
}

const paths = ({ emulator }: TestProject): string[] => emulator.requests().map(({ path }) => path);

describe("@authgear/web with a session of createSession in its storage", () => {
  test("configures without a request, refreshes, and reads the user", async () => {
    const project = await migratedProject("spa");
    const before = paths(project).length;
    const container = await openPage(project, "spa");
    expect(container.sessionState).toBe("AUTHENTICATED");
    expect(paths(project).slice(before)).toEqual([]);
    const user = await container.fetchUserInfo();
    expect([user.sub, user.email, user.emailVerified]).toEqual([project.userID, "user@example.com", true]);
    expect(paths(project).slice(before)).toEqual([
      "/.well-known/openid-configuration",
      "/oauth2/token",
      "/oauth2/userinfo",
    ]);
    expect(container.getIDTokenHint()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test("stores each rotated token", async () => {
    const project = await migratedProject("spa_rotating");
    const container = await openPage(project, "spa_rotating");
    await container.refreshAccessTokenIfNeeded();
    const rotated = localStorage.getItem(KEY);
    expect(rotated).not.toBe(project.refreshToken);
    expect((await project.refresh(String(rotated), "spa_rotating")).status).toBe(200);
  });

  test("signs out: the key goes and the session is revoked", async () => {
    const project = await migratedProject("spa");
    const container = await openPage(project, "spa");
    await container.logout({ redirectURI: "http://app.localhost:3000/" });
    expect(localStorage.getItem(KEY)).toBeNull();
    expect(project.emulator.sessions({ all: true })).toMatchObject([{ revokedBy: "revoke-endpoint" }]);
  });

  test("clears itself silently when the session was revoked meanwhile", async () => {
    const project = await migratedProject("spa");
    const container = await openPage(project, "spa");
    project.emulator.revokeAllSessions(project.userID);
    await container.refreshAccessTokenIfNeeded();
    expect([container.sessionState, localStorage.getItem(KEY)]).toEqual(["NO_SESSION", null]);
  });

  test("keeps its session through a network failure and a 502 page", async () => {
    const project = await migratedProject("spa");
    const container = await openPage(project, "spa");
    project.emulator.fault({ on: "/oauth2/token", kind: "drop-before" });
    await expect(container.refreshAccessTokenIfNeeded()).rejects.toThrow(TypeError);
    project.emulator.fault({ on: "/oauth2/token", kind: "bad-gateway" });
    const error: unknown = await container.refreshAccessTokenIfNeeded().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ reason: "UnexpectedError" });
    expect([container.sessionState, localStorage.getItem(KEY)]).toEqual([
      "AUTHENTICATED",
      project.refreshToken,
    ]);
    await container.refreshAccessTokenIfNeeded();
    expect(container.accessToken).toBeDefined();
  });
});
