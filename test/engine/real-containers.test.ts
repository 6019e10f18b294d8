import { randomUUID } from "node:crypto";
import type { WebContainer } from "@authgear/web";
import { HttpResponse } from "msw";
import { afterEach, describe, expect, test, vi } from "vitest";
import { migrateOnLoad, type Migration } from "../../src/index.js";
import { LEGACY_KEY, optionsOf, useWorlds, type World } from "../front-door/world.js";

const newWorld = useWorlds();
const TOKEN = "authgear_default_refreshToken";
const NOBODY = ["NO_SESSION", undefined, null];
const redirectURI = "http://app.localhost/";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock("../../src/engine.js");
  Reflect.deleteProperty(globalThis, Symbol.for("authgear-session-migration"));
});

/** A page with a container of this version, whose user has an Authgear session and no other. */
async function open(
  version: string,
  clientID = "spa",
): Promise<{ world: World; container: WebContainer; migration: Migration; view(): unknown[] }> {
  const world = await newWorld();
  localStorage.removeItem(LEGACY_KEY);
  localStorage.setItem(TOKEN, (await world.createSession(world.userID, clientID)).refreshToken);
  const { WebContainer: Container } = (await import(version)) as { WebContainer: new () => WebContainer };
  const container = new Container();
  const { authgear, legacy, exchange } = await optionsOf();
  const migration = migrateOnLoad({ authgear: { ...authgear, clientID, container }, legacy, exchange });
  await migration.authgear;
  const view = (): unknown[] => [container.sessionState, container.accessToken, localStorage.getItem(TOKEN)];
  return { world, container, migration, view };
}

const VERSIONS = ["authgear-web-2.2", "authgear-web-2.12", "authgear-web-3.0", "@authgear/web"];

describe.each(VERSIONS)("%s", (version) => {
  test("a tab whose browser holds another user's session by now sends no token of the one before", async () => {
    const { world, container, migration } = await open(version);
    expect((await container.fetchUserInfo()).sub).toBe(world.userID);
    const before = await migration.authorization();
    const { id } = world.emulator.addUser({ email: "next@example.com", verified: true });
    localStorage.setItem(TOKEN, (await world.createSession(id)).refreshToken);
    dispatchEvent(new StorageEvent("storage", { key: TOKEN }));
    await expect.poll(() => migration.authorization(), { timeout: 5_000 }).not.toBe(before);
    expect((await container.fetchUserInfo()).sub).toBe(id);
  });

  test("a refresh that is answered after the sign-out brings nobody back (O2)", async () => {
    let reached = (): void => {};
    let answer = (): void => {};
    const asked = new Promise<void>((done) => (reached = done));
    const held = new Promise<void>((done) => (answer = done));
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", async (...args: Parameters<typeof fetch>) => {
      const response = await fetch(...args);
      if (!response.url.endsWith("/oauth2/token")) return response;
      reached();
      await held;
      return response;
    });
    const { migration, view } = await open(version, "spa_rotating");
    const authorization = migration.authorization();
    await asked;
    expect(await migration.signOut({ redirectURI })).toEqual({ legacy: "ended", authgear: "ended" });
    answer();
    expect(await authorization).toBeNull();
    expect(view()).toEqual(NOBODY);
  });

  test("signing out empties the container also where the engine cannot be loaded (R9)", async () => {
    const { migration, view } = await open(version);
    expect(await migration.authorization()).toMatch(/^Bearer /);
    vi.doMock("../../src/engine.js", () => {
      throw new Error("no such chunk");
    });
    expect(await migration.signOut({ redirectURI })).toEqual({ legacy: "pending", authgear: "pending" });
    expect(view()).toEqual(NOBODY);
  });
});

test("a session that Authgear refuses at once is asked for once on this page, and legacy stays", async () => {
  const world = await newWorld();
  const { authgear, container: _, ...options } = await optionsOf({ budgetMs: 2_000 });
  const dead = (): Response =>
    HttpResponse.json({
      protocol: 1,
      migration_id: randomUUID(),
      confirmation: "c".repeat(43),
      user: { sub: world.userID },
      session: { token_type: "Bearer", refresh_token: `${randomUUID()}.${"x".repeat(32)}`, verified: false },
      legacy_revocation: "client",
    });
  world.instead = Array.from({ length: 50 }, () => dead);
  const outcome = await migrateOnLoad({ ...options, authgear: { ...authgear, clientID: "spa" } });
  expect(outcome).toMatchObject({ status: "kept", session: "legacy", reason: "try-later" });
  expect(world.asked.filter((request) => request === "POST /session-migration")).toHaveLength(1);
  expect(localStorage.getItem(LEGACY_KEY)).toBe(world.legacyToken);
});

test.for<[string, string]>([
  ["", "NO_SESSION"],
  ["sid.stored", "AUTHENTICATED"],
])("with the outcome, a container that was given says the same: %j", async ([token, state]) => {
  await newWorld();
  localStorage.clear();
  if (token) localStorage.setItem(TOKEN, token);
  const { container, ...options } = await optionsOf();
  await migrateOnLoad({ ...options, legacy: { ...options.legacy, hint: () => false } });
  expect(container.sessionState).toBe(state);
});

test("a given container that never ends its configuration keeps no outcome back", async () => {
  await newWorld();
  const { container, ...options } = await optionsOf();
  container.configure = () => new Promise(() => {});
  const migration = migrateOnLoad({ ...options, legacy: { ...options.legacy, hint: () => false } });
  expect(await migration).toEqual({ status: "no-session", session: "none" });
});
