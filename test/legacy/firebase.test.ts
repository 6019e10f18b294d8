import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { firebase, type FirebaseAuth } from "../../src/legacy/firebase.js";
import { createFirebaseApp, startFirebase, type FirebaseServer } from "./firebase-app.js";
import { keepsTheContract } from "./provider-contract.js";
import { signal } from "./use-app.js";
import { namesWrongOptions } from "./wrong-options.js";

let server: FirebaseServer;

beforeAll(async () => void (server = await startFirebase()));
afterAll(() => server.close());

describe("firebase, with users in localStorage", () => {
  keepsTheContract(() => createFirebaseApp(server, "localStorage"), { derived: true });
});

describe("firebase, with users in IndexedDB", () => {
  keepsTheContract(() => createFirebaseApp(server, "IndexedDB"), { derived: false });
});

test("the hint sees a user in sessionStorage", async () => {
  const app = await createFirebaseApp(server, "sessionStorage");
  expect(app.provider().hint?.()).toBe(false);
  await app.signIn("anna");
  expect(app.provider().hint?.()).toBe(true);
  await app.signOut();
});

test("the hint goes by the name of the Firebase app", async () => {
  const app = await createFirebaseApp(server, "localStorage");
  await app.signIn("anna");
  expect(app.provider({ app: "admin" }).hint?.()).toBe(false);
  await app.signOut();
});

test("the hint is the app's own where it has one", () => {
  const client = vi.fn<() => Promise<FirebaseAuth>>();
  expect(firebase({ client, hint: () => false }).hint?.()).toBe(false);
  expect(client).not.toHaveBeenCalled();
});

test.for(["localStorage", "IndexedDB"] as const)(
  "a user of %s whom the SDK has not read yet is waited for (D2)",
  async (kept) => {
    const app = await createFirebaseApp(server, kept);
    await app.signIn("anna");
    await app.reload();
    expect(app.auth.currentUser).toBeNull();
    expect(await app.provider().read(signal)).toMatchObject({ uid: "anna" });
    await app.signOut();
  },
);

test("a user whom the SDK could not read is not nobody (S2)", async () => {
  const app = await createFirebaseApp(server, "localStorage");
  await app.signIn("anna");
  const closed = vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
    throw new DOMException("closed", "SecurityError");
  });
  await app.reload();
  expect(await app.provider().read(signal)).toBeUndefined();
  expect(app.auth.currentUser).toBeNull();
  closed.mockRestore();
  await app.reload();
  expect(await app.provider().read(signal)).toMatchObject({ uid: "anna" });
  await app.signOut();
});

test("a guest is somebody, whom the server refuses, and stays (D9)", async () => {
  const app = await createFirebaseApp(server, "localStorage");
  await app.signInAsGuest();
  expect(app.provider().hint?.()).toBe(true);
  expect(await app.provider().read(signal)).toMatchObject({ uid: app.auth.currentUser?.uid });
  expect(app.auth.currentUser?.isAnonymous).toBe(true);
});

test("a session that Firebase has ended cannot be told while the SDK finds out, and is nobody after that", async () => {
  const app = await createFirebaseApp(server, "localStorage");
  await app.signIn("anna");
  server.sessions.clear();
  await expect(app.provider().read(signal, { fresh: true })).rejects.toThrow("auth/user-token-expired");
  expect(await app.provider().read(signal)).toBeNull();
});

test("there is no revoke: Firebase ends all sessions of a user or none (R2)", async () => {
  expect((await createFirebaseApp(server, "localStorage")).provider()).not.toHaveProperty("revoke");
});

namesWrongOptions(
  (options) => firebase({ client: () => Promise.reject(new Error("not loaded")), ...options }),
  [
    ["client", { client: {} }],
    ["apiKey", { apiKey: "" }],
    ["apiKey", { apiKey: {} }],
    ["hint", { hint: true }],
  ],
);
