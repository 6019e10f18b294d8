import type { MigrationErrorCode } from "../error.js";
import type { Tombstone } from "./marker.js";

export type Phase =
  "exchanging" | "installing" | "installed" | "refused" | "confirming" | "confirmed" | "revoke-pending";

/** What a load before `nextAttemptAt` settles as. */
export type LastAnswer =
  | {
      status: "kept";
      reason: "try-later" | "refused" | "not-selected";
      code: MigrationErrorCode;
      loginHint?: undefined;
    }
  | { status: "needs-user"; reason: string; code: MigrationErrorCode; loginHint?: string | undefined };

/** The record of one unresolved migration, in IndexedDB. It holds no token (S10), and it may vanish (S6). */
export interface Journal {
  v: 1;
  /** Idempotency key of the exchange (R2). */
  key: string;
  phase: Phase;
  /** The lost attempt that this key was made for (R4). */
  replaces?: number;
  /** Salted hash of the credential that was exchanged. */
  legacyRef?: string | undefined;
  /** Session id of the installed token. */
  sid?: string;
  userID?: string;
  migrationId?: string;
  confirmation?: string;
  /** The token that stands in storage since `tokenSince` (milliseconds), as a salted hash (R7). */
  tokenRef?: string;
  tokenSince?: number;
  /** Exchanges that got no answer, one after the other. */
  attempts?: number;
  /** Page loads that tried to revoke. */
  loads?: number;
  /** Milliseconds since the epoch. */
  nextAttemptAt?: number;
  last?: LastAnswer;
  /** The marker's tombstones, in case localStorage is wiped (R8). */
  tombstone?: Tombstone[] | undefined;
}
