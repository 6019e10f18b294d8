import type { LegacyProvider } from "../migration/provider.js";

/** What is used of the `Auth` of firebase/auth 10.1 and later. */
export interface FirebaseAuth {
  readonly currentUser: {
    readonly uid: string;
    getIdToken(forceRefresh: boolean): Promise<string>;
  } | null;
  authStateReady(): Promise<void>;
  signOut(): Promise<void>;
}

export interface FirebaseOptions {
  /** Loads the SDK. Answers the app's own `Auth`, not a second one for the same Firebase app. */
  client: () => Promise<FirebaseAuth>;
  /**
   * Only where users have always been kept in localStorage or sessionStorage (`browserLocalPersistence`,
   * `browserSessionPersistence`): then a visitor without one is told without the SDK. The SDK's default, IndexedDB,
   * cannot be looked at in time.
   */
  apiKey?: string;
  /** Name of the Firebase app; default `[DEFAULT]`. Only with `apiKey`. */
  app?: string;
  /** In their place, such as a marker of the app: `false` = certainly nobody. Without any it is always worth a look. */
  hint?: () => boolean;
  /** Default `firebase`. */
  name?: string;
}

/** What `firebase` finds. */
export interface FirebaseSession {
  token: string;
  uid: string;
}

/**
 * The session of an app on Firebase Authentication; its ID token is what is sent. A guest (anonymous user) is sent as
 * well: the exchange server knows guests and refuses them, and the app keeps its guest (D9). What it cannot do: there
 * is no `revoke`, because Firebase ends all sessions of a user or none (R2). So the session stays as it was
 * until the user signs out, or the server ends it.
 * @throws TypeError naming an option that is missing or wrong.
 */
export function firebase({
  client,
  apiKey,
  app = "[DEFAULT]",
  hint,
  name = "firebase",
}: FirebaseOptions): LegacyProvider<FirebaseSession> {
  for (const [option, holds] of Object.entries({
    client: typeof client === "function",
    apiKey: apiKey === undefined || /^\S+$/.test(apiKey),
    hint: !hint || typeof hint === "function",
  })) {
    if (!holds) throw new TypeError(`firebase: "${option}" is missing or wrong`);
  }

  const derived = (): boolean => {
    const key = `firebase:authUser:${apiKey}:${app}`;
    try {
      return !apiKey || !!(localStorage.getItem(key) ?? sessionStorage.getItem(key));
    } catch {
      return true;
    }
  };

  /** Until it has read its store, the SDK knows nobody (D2). */
  const ready = async (): Promise<FirebaseAuth> => {
    const auth = await client();
    await auth.authStateReady();
    return auth;
  };

  return {
    name,
    hint: hint ?? derived,
    async read(_, { fresh = false } = {}) {
      const { currentUser } = await ready();
      // Whom it could not read stands where it was (S2).
      if (!currentUser && apiKey && !hint && derived()) return undefined;
      if (!currentUser) return null;
      return { token: await currentUser.getIdToken(fresh), uid: currentUser.uid };
    },
    async forget({ uid }) {
      const auth = await ready();
      if (auth.currentUser?.uid === uid) await auth.signOut();
    },
  };
}
