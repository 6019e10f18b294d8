/** A session as `User.sessions` lists it. */
export interface AuthgearSession {
  /** Bare UUID: the part of the refresh token before the first dot. */
  id: string;
  clientID: string | null;
  /** The migration id that `createSession` was marked with (contract fact 13), if it still stands. */
  migrationID?: string;
}

/** What the look-up of a user reads in one query. */
export interface AuthgearUser {
  /** Bare UUID, equal to the `sub` claim. */
  id: string;
  isDisabled: boolean;
  /**
   * Latest change of the password, Unix seconds (contract fact 16). Absent: no password, or still the one that the
   * account was made with (an import dates that at the import, which is no change).
   */
  passwordChangedAt?: number;
  customAttributes: Readonly<Record<string, unknown>>;
  /** Start of the account's valid period, Unix seconds, which only an administrator can set; present only where it was asked for. */
  validFrom?: number;
  /** Live sessions; present only where they were asked for. */
  sessions?: readonly AuthgearSession[];
}

export interface IssuedSession {
  refreshToken: string;
  accessToken: string;
  /** Seconds from `issuedAt`. */
  expiresIn: number;
  /** Milliseconds since the epoch, this server's clock. */
  issuedAt: number;
  /** The first call failed in a way that may have left a session behind. */
  retried: boolean;
}

/** Everything this package asks of Authgear from a server. Every call has a deadline; it rejects only with `AuthgearUnavailable`. */
export interface AuthgearServer {
  userByID(id: string, ask: { sessions: boolean }): Promise<AuthgearUser | null>;
  userByLoginID(
    loginID: { key: string; value: string },
    ask: { sessions: boolean; validFrom?: boolean },
  ): Promise<AuthgearUser | null>;
  /**
   * A user with this one login id and no password, whose valid period starts at `validFrom` (Unix seconds). `taken`: somebody has the
   * login id. `unusable`: the project takes no such login id. Only needed to create users.
   */
  createUser(input: {
    loginID: { key: string; value: string };
    validFrom: number;
  }): Promise<AuthgearUser | "taken" | "unusable">;
  /** Puts these in the place of all custom attributes of a user. Only needed to create users. */
  setCustomAttributes(userID: string, attributes: Readonly<Record<string, unknown>>): Promise<AuthgearUser>;
  /** Not idempotent (contract fact 2). `migrationID` marks the session so that an orphan can be found. */
  createSession(input: { userID: string; clientID: string; migrationID: string }): Promise<IssuedSession>;
  /** Only listed sessions are handed in, so that an error is a fault. */
  revokeSession(sessionID: string): Promise<void>;
  /** `sub` of a live access token; null if Authgear refuses it (401 with its own body). */
  userinfo(accessToken: string): Promise<{ sub: string } | null>;
  /** Whether this is the current refresh token of a live session (contract fact 14); does not rotate it. */
  acceptsRefreshToken(refreshToken: string): Promise<boolean>;
}

/** Closed words for the log: why Authgear did not do what was asked. */
export type AuthgearUnavailableWhy =
  | "timeout"
  | "network"
  | "redirected"
  | "too-large"
  | "rate-limited"
  | "busy"
  | "server-error"
  | "unexpected-answer"
  | "unexpected-error"
  | "private-key"
  | "admin-refused"
  | "create-session-disabled"
  | "unknown-client"
  | "third-party-client"
  | "hook-refused"
  | "user-gone"
  | "unknown-login-id-key"
  | "unknown-attribute"
  | "refused";

/** Authgear could not be reached, timed out, refused, or answered what its contract does not know. */
export class AuthgearUnavailable extends Error {
  override readonly name = "AuthgearUnavailable";
  readonly why: AuthgearUnavailableWhy;
  /** Seconds, 1 to 3600. */
  readonly retryAfter: number;
  /** `createSession` and `revokeSession`: it may have been done although no answer says so. */
  readonly mayHaveActed: boolean;

  constructor(why: AuthgearUnavailableWhy, options: { retryAfter?: number; mayHaveActed?: boolean } = {}) {
    super(`Authgear: ${why}`);
    this.why = why;
    this.retryAfter = options.retryAfter ?? 30;
    this.mayHaveActed = options.mayHaveActed ?? false;
  }
}
