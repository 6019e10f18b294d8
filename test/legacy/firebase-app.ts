import { randomUUID } from "node:crypto";
import { deleteApp, getApps, initializeApp, setLogLevel } from "@firebase/app";
// What a page gets; by its name Node would get the SDK's build without storage.
import * as sdk from "../../node_modules/@firebase/auth/dist/esm/index.js";
import { firebase } from "../../src/legacy/firebase.js";
import { claimsOf, startDouble, unsignedJWT, type HTTPDouble } from "./http-double.js";
import { inTwoHours, type AppUnderTest } from "./use-app.js";

// Of the app that a test leaves behind.
setLogLevel("silent");

export const API_KEY = "AIza-of-a-test";

/** Of Identity Toolkit and Secure Token Service: signing in, looking up, refreshing. */
export interface FirebaseServer extends HTTPDouble {
  /** User by refresh token. */
  readonly sessions: Map<string, string>;
}

export async function startFirebase(): Promise<FirebaseServer> {
  const sessions: FirebaseServer["sessions"] = new Map();
  const idToken = (user: string): string => {
    const now = Math.floor(Date.now() / 1000);
    return unsignedJWT({
      sub: user,
      user_id: user,
      auth_time: now,
      iat: now,
      exp: now + 3600,
      jti: randomUUID(),
    });
  };
  const issue = (user: string): object => {
    const refreshToken = randomUUID();
    sessions.set(refreshToken, user);
    return { localId: user, idToken: idToken(user), refreshToken, expiresIn: "3600" };
  };
  const double = await startDouble({
    "accounts:signInWithPassword": ({ email }) => ({ json: issue(String(email).split("@")[0] ?? "") }),
    "accounts:signUp": () => ({ json: issue("guest") }),
    "accounts:lookup"(body) {
      const user = String(claimsOf(String(body["idToken"]))["sub"]);
      const providerUserInfo = user === "guest" ? [] : [{ providerId: "password", rawId: user }];
      return { json: { users: [{ localId: user, providerUserInfo, lastLoginAt: "1", createdAt: "1" }] } };
    },
    "securetoken.googleapis.com/v1/token"({ refresh_token }) {
      const user = sessions.get(String(refresh_token));
      if (!user) return { status: 400, json: { error: { message: "TOKEN_EXPIRED" } } };
      const id_token = idToken(user);
      return { json: { id_token, access_token: id_token, refresh_token, expires_in: "3600", user_id: user } };
    },
  });
  return { ...double, sessions };
}

export type Kept = "IndexedDB" | "localStorage" | "sessionStorage";

export interface FirebaseApp extends AppUnderTest {
  readonly auth: sdk.Auth;
  /** Signs somebody in without an account. */
  signInAsGuest(): Promise<void>;
}

/** A browser that nobody has used yet. */
export async function createFirebaseApp(server: FirebaseServer, kept: Kept): Promise<FirebaseApp> {
  const persistence: Record<Kept, sdk.Persistence> = {
    IndexedDB: sdk.indexedDBLocalPersistence,
    localStorage: sdk.browserLocalPersistence,
    sessionStorage: sdk.browserSessionPersistence,
  };
  const open = (): sdk.Auth => {
    const app = initializeApp({ apiKey: API_KEY, projectId: "project" });
    const opened = sdk.initializeAuth(app, { persistence: persistence[kept] });
    sdk.connectAuthEmulator(opened, server.origin, { disableWarnings: true });
    return opened;
  };
  const close = async (): Promise<void> => {
    await Promise.all(getApps().map((app) => deleteApp(app)));
  };
  for (const app of getApps()) await sdk.getAuth(app).signOut();
  await close();
  let auth = open();
  return {
    get auth() {
      return auth;
    },
    requests: server.requests,
    fault: server.fault,
    provider: (options) =>
      firebase({ client: async () => auth, ...(kept !== "IndexedDB" && { apiKey: API_KEY }), ...options }),
    async signIn(account) {
      await sdk.signInWithEmailAndPassword(auth, `${account}@example.com`, "-");
    },
    async signInAsGuest() {
      await sdk.signInAnonymously(auth);
    },
    signOut: () => auth.signOut(),
    async reload() {
      await close();
      auth = open();
    },
    expire: inTwoHours,
    otherDevice: async () => async () => true,
    alive: async ({ token }) => [...server.sessions.values()].includes(String(claimsOf(token)["sub"])),
  };
}
