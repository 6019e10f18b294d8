import type { ProblemType } from "../../protocol/problem.js";
import type { AuthgearServer, AuthgearUser } from "../authgear-admin/authgear-server.js";
import type { AccountReservation } from "../ledger/ledger.js";
import type { LegacyClaims } from "../verify/verifier.js";

/** Why a verified legacy user does not become an Authgear user. */
export interface Refusal {
  refuse: Extract<
    ProblemType,
    "user-not-found" | "user-unusable" | "account-mismatch" | "not-eligible" | "interaction-required"
  >;
  /** Seconds; default one day. */
  retryAfter?: number;
  /** `interaction-required` only. */
  reason?: string;
  loginHint?: string;
}

/** The table `legacy_account` as a mapper sees it, already narrowed to the subject in question. */
export interface LegacyAccountEntry {
  /** The Authgear user this legacy subject belongs to; null if nobody is recorded. */
  find(): Promise<string | null>;
  /**
   * Before a user is created: keeps the subject's place, so that a user who was created and not recorded is known again. Answers who is
   * recorded meanwhile, or the mark (Unix seconds) that the new user's valid period is to start at.
   */
  reserve(): Promise<AccountReservation>;
  /** Records the user; false if that user already belongs to another legacy subject. */
  claim(authgearSub: string): Promise<boolean>;
}

export interface MapUserContext {
  authgear: AuthgearServer;
  account: LegacyAccountEntry;
  /** Ask for the user's sessions in the same query. */
  sessions: boolean;
}

/** Answers who a verified legacy user is at Authgear, with exactly one Admin query; rejects only with `AuthgearUnavailable`. */
export type MapUser = (claims: LegacyClaims, context: MapUserContext) => Promise<AuthgearUser | Refusal>;
