import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { WebContainer } from "@authgear/web";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { MigrateOptions } from "../src/index.js";
import type * as script from "../src/script.js";

interface Page {
  AuthgearSessionMigration: typeof script;
  authgear?: { default: WebContainer };
}

const page = globalThis as unknown as Page;
const ENDPOINT = "https://auth.example.com";
const KEY = "authgear_default_refreshToken";
const exchange = vi.fn<typeof fetch>();
let clients = 0;

function read(path: string): string {
  const file = join(import.meta.dirname, "..", path);
  if (!existsSync(file)) throw new Error(`There is no ${path}: \`npm run build\``);
  return readFileSync(file, "utf8");
}

/** Runs a built file as a script tag does. */
function load(path: string): void {
  const code = read(path);
  Reflect.apply(Reflect.get(globalThis, "eval") as (code: string) => void, undefined, [code]);
}

const loadSDK = (): void => load("node_modules/@authgear/web/dist/authgear-web.iife.js");

function options(): MigrateOptions {
  const legacy = page.AuthgearSessionMigration.storedToken({ key: "old-token" });
  const clientID = `page-${(clients += 1)}`;
  return {
    authgear: { endpoint: ENDPOINT, clientID },
    legacy,
    exchange: { url: "/session-migration", fetch: exchange },
  };
}

beforeAll(() => load("dist/script.js"));
beforeEach(() => {
  // Behind the app: nobody answers, so nothing is revoked.
  vi.stubGlobal("fetch", vi.fn<typeof fetch>().mockRejectedValue(new TypeError("offline")));
  exchange.mockReset();
});
afterEach(() => {
  delete page.authgear;
  localStorage.clear();
  vi.unstubAllGlobals();
});

test("the page gets the function, the guard and the providers", () => {
  expect(Object.keys(page.AuthgearSessionMigration).toSorted()).toEqual([
    "isMigrationError",
    "migrateOnLoad",
    "oidcClient",
    "storedToken",
  ]);
});

test("the file imports nothing", () => {
  expect(read("dist/script.js")).not.toMatch(/\bimport\b|\brequire\(/);
});

test("a visitor without a session settles, and the page's own container is configured", async () => {
  loadSDK();
  const { authgear, ...rest } = options();
  const migration = page.AuthgearSessionMigration.migrateOnLoad({ authgear, ...rest });
  expect(await migration).toEqual({ status: "no-session", session: "none" });
  const container = await migration.authgear;
  expect(container).toBe(page.authgear?.default);
  expect(container).toMatchObject({ clientID: authgear.clientID, sessionState: "NO_SESSION" });
});

test("a legacy session becomes a session of the page's container", async () => {
  loadSDK();
  localStorage.setItem("old-token", "t-1");
  exchange.mockResolvedValue(
    Response.json({
      protocol: 1,
      migration_id: "m-1",
      confirmation: "c-1",
      user: { sub: "anna" },
      session: {
        token_type: "Bearer",
        refresh_token: "s-1.secret",
        access_token: "a-1",
        expires_in: 1790,
        verified: true,
      },
      legacy_revocation: "none",
    }),
  );
  const migration = page.AuthgearSessionMigration.migrateOnLoad(options());
  expect(await migration).toMatchObject({ status: "migrated", userID: "anna" });
  expect(localStorage.getItem(KEY)).toBe("s-1.secret");
  expect(page.authgear?.default).toMatchObject({ sessionState: "AUTHENTICATED", accessToken: "a-1" });
});

test("a container that is given comes before the page's", async () => {
  loadSDK();
  const container = page.authgear?.default;
  if (!container) throw new Error("no SDK");
  page.authgear = { default: {} as WebContainer };
  const { authgear, ...rest } = options();
  const migration = page.AuthgearSessionMigration.migrateOnLoad({
    authgear: { ...authgear, container },
    ...rest,
  });
  expect(await migration.authgear).toBe(container);
});

test("without the SDK the user stays, nothing is asked for, and the error says what to load", async () => {
  localStorage.setItem("old-token", "t-1");
  const migration = page.AuthgearSessionMigration.migrateOnLoad(options());
  const outcome = await migration;
  expect(outcome).toMatchObject({ status: "kept", session: "legacy", error: { code: "engine-unavailable" } });
  expect(page.AuthgearSessionMigration.isMigrationError("error" in outcome && outcome.error)).toBe(true);
  await expect(migration.authgear).rejects.toThrow("authgear-web.iife.js");
  expect(exchange).not.toHaveBeenCalled();
  expect(localStorage.getItem("old-token")).toBe("t-1");
});

test("an SDK that comes after the call is found when it is asked for", async () => {
  const migration = page.AuthgearSessionMigration.migrateOnLoad(options());
  await migration;
  loadSDK();
  expect(await migration.authgear).toBe(page.authgear?.default);
});

test("a wrong option is a TypeError that names it", () => {
  const wrong = { ...options(), authgear: undefined } as unknown as MigrateOptions;
  expect(() => page.AuthgearSessionMigration.migrateOnLoad(wrong)).toThrow('"authgear.endpoint"');
});
