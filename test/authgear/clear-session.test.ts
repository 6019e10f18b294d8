import type { WebContainer } from "@authgear/web";
import { afterEach, expect, test } from "vitest";
import { clearSession } from "../../src/authgear/clear-session.js";
import { tokenKey } from "../../src/authgear/token-key.js";
import { createTestProject } from "../testing/authgear/test-emulator.js";
import { pathsOf, realContainer } from "./sdk-page.js";

afterEach(() => localStorage.clear());

test("a container whose token is gone from storage forgets the rest of its session, and asks nobody (O6)", async () => {
  const project = await createTestProject({ now: Date.now });
  const { id } = project.emulator.addUser({ email: "user@example.com" });
  localStorage.setItem(tokenKey("default"), (await project.createSession(id)).refreshToken);
  const { container, configure } = await realContainer(project);
  await configure();
  await container.refreshAccessTokenIfNeeded();
  localStorage.removeItem(tokenKey("default"));
  const asked = pathsOf(project).length;
  await container.logout({ force: true, redirectURI: "http://app.localhost/" });
  expect([container.sessionState, Object.keys(localStorage)]).toEqual([
    "AUTHENTICATED",
    ["authgear_default_idToken"],
  ]);
  await clearSession(container);
  expect([container.sessionState, container.accessToken]).toEqual(["NO_SESSION", undefined]);
  expect(Object.keys(localStorage)).toEqual([]);
  expect(pathsOf(project)).toHaveLength(asked);
});

test.each([{}, { baseContainer: {} }])("a version without that door says so (S12)", (container) => {
  expect(clearSession(container as WebContainer)).toBeUndefined();
});
