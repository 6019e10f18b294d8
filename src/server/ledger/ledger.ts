/** `reserved`: being worked on, or refused for a while; `issued`: a session was handed out; the other two are final. */
export type LedgerState = "reserved" | "issued" | "confirmed" | "closed";

/** One row: what the ledger knows of one legacy session at one client. Times are judged by the database's clock. */
export interface LedgerRow {
  migrationID: string;
  clientID: string;
  sessionKey: Buffer;
  subjectKey: Buffer;
  state: LedgerState;
  attempt: number;
  reissues: number;
  leaseAlive: boolean;
  /** Seconds until this row may be asked again; 0 = now. */
  retryIn: number;
  lastError: string | null;
  authgearSub: string | null;
  /** The session that the browser holds. */
  authgearSession: string | null;
  /** A session that is still to be revoked. */
  revokeSession: string | null;
  /** `createSession` may have left a marked session that nobody holds. */
  dirty: boolean;
  /** Present only while it may be replayed. */
  sealed: { reply: Buffer; salt: Buffer } | null;
  /** Seconds the issued access token lives on; 0 = it is over. */
  accessLeft: number;
  confirmHash: Buffer | null;
  legacyRevoked: boolean;
  /** The Authgear user that `legacy_account` records for this subject. */
  accountSub: string | null;
  /** Unix seconds: legacy sessions of this subject that are older are barred. */
  notBefore: number | null;
}

/** Names the attempt that a write belongs to: the write does nothing once the row has moved on. */
export interface Fence {
  migrationID: string;
  attempt: number;
}

export interface NewRow {
  /** Used only if there is no row yet. */
  migrationID: string;
  clientID: string;
  sessionKey: Uint8Array;
  subjectKey: Uint8Array;
  /** When the legacy session began, Unix seconds. Left out: unknown. */
  authTime?: number | undefined;
  /** When the row may be forgotten; null = no date is known. */
  keepUntil: Date | null;
}

export type ClaimResult =
  | { claimed: true; row: LedgerRow }
  | { claimed: false; /** null: the subject has had too many new rows. */ row: LedgerRow | null };

export interface Refused {
  /** What is answered until `retryAfter` seconds are over. */
  error: string;
  retryAfter: number;
  /** False: a call to Authgear may still take effect, so the lease stays. */
  releaseLease: boolean;
  dirty: boolean;
}

export interface Issued {
  authgearSession: string;
  reply: Buffer;
  salt: Buffer;
  /** Seconds. */
  accessLeft: number;
  confirmHash: Uint8Array;
  dirty: boolean;
}

/** What an API asks about a legacy session. */
export interface StandingQuery {
  clientIDs: readonly string[];
  sessionKey: Uint8Array;
  subjectKey: Uint8Array;
}

/** Where a legacy session and its user stand. */
export interface LegacyStanding {
  /** Of its rows at these clients. */
  states: readonly LedgerState[];
  /** Seconds since the first of them was confirmed; null: none is. */
  confirmedFor: number | null;
  accountSub: string | null;
  /** Unix seconds, as in a row. */
  notBefore: number | null;
}

/** Who confirms or signs out: the holder of the confirmation, or of the legacy session. */
export type RowClaim =
  | {
      clientID: string;
      migrationID: string;
      confirmHash: Uint8Array;
      /** And of this legacy session. */ sessionKey?: Uint8Array;
    }
  | { clientID: string; sessionKey: Uint8Array; authgearSession: string };

/** What an import or a first migration writes into `legacy_account`. */
export interface LegacyAccountRecord {
  subjectKey: Uint8Array;
  authgearSub: string;
  source: "import" | "first-migration";
}

/** The place of a legacy subject in `legacy_account`. */
export type AccountReservation = { authgearSub: string } | { mark: number };

export interface Cleaned {
  /** What stood in `revokeSession`. */
  revoked: string | null;
  /** The caller is the sweep, which holds the row. */
  sweep: boolean;
}

export interface SweepClaim {
  /** At most this many rows. */
  limit: number;
  /** Seconds since the lease ended. */
  quietFor: number;
}

/**
 * The ledger of protocol section 6. Each member is one short transaction, nothing is held between two calls, so any number of instances work
 * over one store. Whoever gets `false` or `null` from a fenced write has been overtaken: stop, read again, answer what is there.
 * Every member rejects if the store does not answer.
 */
export interface Ledger {
  /** Creates or upgrades the tables. Safe to call by several instances at once. */
  migrate(): Promise<void>;
  find(clientID: string, sessionKey: Uint8Array): Promise<LedgerRow | null>;
  findByID(clientID: string, migrationID: string): Promise<LedgerRow | null>;
  /** Reads alone, and answers also where there is no row. */
  standing(query: StandingQuery): Promise<LegacyStanding>;
  /** E1: takes a row that is new, or reserved by somebody whose lease is over. */
  claim(row: NewRow): Promise<ClaimResult>;
  /** E2: writes a refusal or a failure down, and gives the row free. */
  refuse(fence: Fence, refused: Refused): Promise<boolean>;
  /** E3: from here on a session may exist. What stood in `revokeSession` has been revoked by now. */
  fence(fence: Fence, authgearSub: string): Promise<boolean>;
  /** E6. */
  issue(fence: Fence, issued: Issued): Promise<boolean>;
  /** The first session is lost to its browser: it is to be revoked, and the row belongs to the caller. */
  reissue(fence: Fence): Promise<LedgerRow | null>;
  /** The issued session has been ended at Authgear by somebody else. */
  end(fence: Fence): Promise<boolean>;
  /** C1. null: no issued row of this claim. */
  confirm(claim: RowClaim): Promise<LedgerRow | null>;
  /** Signs out by confirmation. null: no open row of this claim (or, with `retire`, not at this attempt). */
  close(claim: RowClaim, retire?: number): Promise<LedgerRow | null>;
  /** Signs out by legacy credential, and writes a closed row where there was none. null: was closed before. */
  closeSession(row: NewRow): Promise<LedgerRow | null>;
  /** The same with `retire`: only no row (0), or an open row at this attempt. */
  retireSession(row: NewRow, retire: number): Promise<LedgerRow | null>;
  /** Whether the row still is at this attempt. */
  holds(fence: Fence): Promise<boolean>;
  /** What was to be revoked has been. */
  cleaned(fence: Fence, cleaned: Cleaned): Promise<boolean>;
  /** C3. */
  legacyRevoked(fence: Fence): Promise<boolean>;
  /** Rows with something left to revoke, taken so that no other sweep takes them. */
  claimLeft(claim: SweepClaim): Promise<LedgerRow[]>;
  /** Deletes what may be forgotten: replies past their time, rows past theirs. Answers how many rows. */
  forget(keepUntil: Date | null): Promise<number>;
  /**
   * Before a user is created at Authgear: keeps the place of the subject, and the mark (Unix seconds) by which that user is known again after a
   * crash. Answers the user who is recorded already, else the mark that holds, which is an earlier one where there is one; null: the subject was erased.
   */
  reserveAccount(subjectKey: Uint8Array, mark: number): Promise<AccountReservation | null>;
  /** False if this user belongs to another legacy subject, or this subject to another user, or was erased. */
  recordAccount(record: LegacyAccountRecord): Promise<boolean>;
  /**
   * Sets the barrier of a subject (null: at the database's now; an earlier one never takes a later one back), and closes the rows of its legacy
   * sessions that are older. Answers those.
   */
  closeAccount(subjectKey: Uint8Array, before: Date | null): Promise<LedgerRow[]>;
  /** Sets a barrier for ever, forgets the user, closes every row. Answers those that may have something left at Authgear. */
  eraseAccount(subjectKey: Uint8Array): Promise<LedgerRow[]>;
  /** Takes what names a user out of the rows of erased subjects that have nothing left at Authgear. null: of all of them. */
  forgetErased(subjectKey: Uint8Array | null): Promise<void>;
}
