/** The app, whichever code migrates its users. */
export interface TrialApp {
  /** Finds who is signed in, and answers what that is in words. The app waits for it. */
  start(): Promise<string>;
  /** For its next call of the API. */
  authorization(): Promise<string | null>;
  signOut(): Promise<void>;
}
