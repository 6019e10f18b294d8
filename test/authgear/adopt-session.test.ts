import type { WebContainer } from "@authgear/web";
import { afterEach, expect, test, vi } from "vitest";
import { adoptSession } from "../../src/authgear/adopt-session.js";
import { tokenKey } from "../../src/authgear/token-key.js";
import { createTestProject, PUBLIC_ORIGIN, type TestProject } from "../testing/authgear/test-emulator.js";
import { pathsOf, realContainer } from "./sdk-page.js";

afterEach(() => localStorage.clear());

/** A page whose token was just installed, and whose container is configured for it. */
async function installed(): Promise<
  TestProject & { container: WebContainer; accessToken: string; refreshToken: string; asked(): string[] }
> {
  const project = await createTestProject({ now: Date.now });
  const { id } = project.emulator.addUser({ email: "user@example.com", verified: true });
  const { accessToken, refreshToken } = await project.createSession(id);
  localStorage.setItem(tokenKey("default"), refreshToken);
  const { container, configure } = await realContainer(project);
  await configure();
  const before = pathsOf(project).length;
  return { ...project, container, accessToken, refreshToken, asked: () => pathsOf(project).slice(before) };
}

test("the first API call goes out with the issued token, and nothing is asked before it", async () => {
  const page = await installed();
  await adoptSession(page.container, page.accessToken, 1_790);
  expect(page.asked()).toEqual([]);
  const answer = await page.container.fetch(`${PUBLIC_ORIGIN}/oauth2/userinfo`);
  expect(answer.status).toBe(200);
  expect(page.asked()).toEqual(["/oauth2/userinfo"]);
});

test("the container says that it is signed in, and storage keeps the refresh token as it was", async () => {
  const { container, accessToken, refreshToken } = await installed();
  const changes: string[] = [];
  container.delegate = { onSessionStateChange: (_, reason) => changes.push(reason) };
  await adoptSession(container, accessToken, 1_790);
  expect([container.sessionState, container.accessToken]).toEqual(["AUTHENTICATED", accessToken]);
  expect(localStorage.getItem(tokenKey("default"))).toBe(refreshToken);
  expect(changes).toEqual(["AUTHENTICATED"]);
});

test("there is no ID token until one is asked for (V5)", async () => {
  const { container, accessToken } = await installed();
  await adoptSession(container, accessToken, 1_790);
  expect([container.getIDTokenHint(), container.canReauthenticate()]).toEqual([undefined, false]);
  await container.refreshIDToken();
  expect(container.getIDTokenHint()).toMatch(/^ey/);
});

test("the token is used for its own life and no longer: then the container refreshes", async () => {
  const page = await installed();
  await adoptSession(page.container, page.accessToken, 1_790);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_790_000 });
  await page.container.refreshAccessTokenIfNeeded();
  vi.useRealTimers();
  expect(page.asked()).toContain("/oauth2/token");
  expect(page.container.accessToken).not.toBe(page.accessToken);
});

test("a container that looks for the refresh token elsewhere does not count as signed in", async () => {
  const { container, configure } = await realContainer(await createTestProject());
  await configure();
  await adoptSession(container, "access", 1_790);
  expect([container.sessionState, container.accessToken]).toEqual(["NO_SESSION", undefined]);
});

test.for<[string, object]>([
  ["has no such door", {}],
  ["has no container inside", { baseContainer: {} }],
  ["refuses", { baseContainer: { _persistTokenResponse: () => Promise.reject(new Error("changed")) } }],
  [
    "throws",
    {
      baseContainer: {
        _persistTokenResponse: () => {
          throw new TypeError("changed");
        },
      },
    },
  ],
])("a version that %s refreshes at its first call instead (S12)", async ([, parts]) => {
  const state: object = { sessionState: "AUTHENTICATED" };
  const container = { ...state, ...parts } as WebContainer;
  await expect(adoptSession(container, "access", 60)).resolves.toBeUndefined();
});
