/** A legacy session as the provider's SDK or storage holds it. */
export type LegacySession =
  | {
      /** The credential that is exchanged. */
      token: string;
      /** RFC 8693 section 3; default: what the exchange server expects. */
      tokenType?: string;
      /** The token for the app's API where it is another than the one that is exchanged. */
      accessToken?: string;
    }
  | { cookie: true };

export type Awaitable<T> = T | PromiseLike<T>;

/** The pluggable getter of the old provider's session, and its way out. */
export interface LegacyProvider<S extends LegacySession = LegacySession> {
  /** For events and logs. */
  readonly name: string;
  /** Synchronous; `false` = certainly nobody: `read` is not called and the provider's SDK not loaded. */
  hint?(): boolean;
  /**
   * `null` = certainly no session. `undefined`, a rejection or no answer in time = cannot tell (D1, D2).
   * `fresh` asks for a token other than the last one, which the server called expired.
   */
  read(signal: AbortSignal, options?: { fresh?: boolean }): Awaitable<S | null | undefined>;
  /** Ends this one session at the provider, and no other of the same user (R2). Absent: only the server can. */
  revoke?(session: S, signal: AbortSignal): Promise<void>;
  /** Removes what the provider keeps in this browser; compares with `session` before it removes. */
  forget(session: S, signal: AbortSignal): Awaitable<void>;
}
