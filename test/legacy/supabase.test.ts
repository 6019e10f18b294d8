import type { GoTrueClient } from "@supabase/auth-js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { supabase, type SupabaseAuth } from "../../src/legacy/supabase.js";
import { keepsTheContract } from "./provider-contract.js";
import { revokesOneSession } from "./revoke-contract.js";
import { createSupabaseApp, STORAGE_KEY, startSupabase, type SupabaseServer } from "./supabase-app.js";
import { namesWrongOptions } from "./wrong-options.js";

const signal = new AbortController().signal;
let server: SupabaseServer;

beforeAll(async () => void (server = await startSupabase()));
afterAll(() => server.close());
// The SDK warns of the second instance that a new page is.
beforeEach(() => void vi.spyOn(console, "warn").mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

describe("supabase", () => {
  keepsTheContract(async () => createSupabaseApp(server), { derived: true });
});
describe("revoke of supabase", () => {
  revokesOneSession(async () => createSupabaseApp(server), /logout/);
});

describe("hint", () => {
  test("sees the cookies of @supabase/ssr, which come in pieces", () => {
    document.cookie = `${STORAGE_KEY}.0=base64-x`;
    expect(createSupabaseApp(server).provider().hint?.()).toBe(true);
    document.cookie = `${STORAGE_KEY}.0=; max-age=0`;
  });

  test("is the app's own where its storage is its own, and no key is needed", () => {
    const client = vi.fn<() => Promise<SupabaseAuth>>();
    expect(supabase({ client, hint: () => false }).hint?.()).toBe(false);
    expect(client).not.toHaveBeenCalled();
  });
});

test("a guest is somebody, whom the server refuses, and stays (D9)", async () => {
  const app = createSupabaseApp(server);
  await app.auth.signInAnonymously();
  const { session } = (await app.auth.getSession()).data;
  expect(session?.user.is_anonymous).toBe(true);
  expect(await app.provider().read(signal)).toMatchObject({ token: session?.access_token });
});

test("a refused refresh token cannot be told from a lost one in that moment, and is nobody on the next page", async () => {
  const app = createSupabaseApp(server);
  await app.signIn("anna");
  await app.expire();
  server.sessions.clear();
  expect(await app.provider().read(signal)).toBeUndefined();
  await app.reload();
  expect(await app.provider().read(signal)).toBeNull();
});

test("revoke of a session that the server has ended already is done", async () => {
  const app = createSupabaseApp(server);
  await app.signIn("anna");
  const session = await app.provider().read(signal);
  server.sessions.clear();
  await app.provider().revoke?.(session ?? { cookie: true }, signal);
  expect(server.requests.at(-1)).toBe("POST /logout?scope=local");
});

test("revoke and forget leave a later session of the same user (O5)", async () => {
  const app = createSupabaseApp(server);
  await app.signIn("anna");
  const earlier = (await app.provider().read(signal)) ?? { cookie: true };
  await app.signOut();
  await app.signIn("anna");
  await expect(app.provider().revoke?.(earlier, signal)).rejects.toThrow("not stored");
  await app.provider().forget(earlier, signal);
  expect(await app.provider().read(signal)).toMatchObject({ token: expect.stringMatching(/./) as unknown });
});

test("revoke stops the automatic refresh, which would write the session back (R4)", async () => {
  const app = createSupabaseApp(server);
  await app.signIn("anna");
  const stop = vi.spyOn(app.auth, "stopAutoRefresh");
  const session = (await app.provider().read(signal)) ?? { cookie: true };
  expect(stop).not.toHaveBeenCalled();
  await app.provider().revoke?.(session, signal);
  expect(stop).toHaveBeenCalled();
});

test("the type of the SDK fits", () => {
  const client = async (): Promise<GoTrueClient> => createSupabaseApp(server).auth;
  expect(supabase({ client, storageKey: STORAGE_KEY }).name).toBe("supabase");
});

namesWrongOptions(
  (options) => createSupabaseApp(server).provider(options),
  [
    ["client", { client: {} }],
    ["storageKey", { storageKey: "" }],
    ["storageKey", { storageKey: undefined }],
    ["hint", { hint: true }],
  ],
);
