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
   * recorded meanwhile, or the mark (Unix seconds) that the new user's valid period is to start at; null: the subject was erased.
   */
  reserve(): Promise<AccountReservation | null>;
  /** Records the user; false if that user already belongs to another legacy subject. */
  claim(authgearSub: string): Promise<boolean>;
}

export interface MapUserContext {
  authgear: AuthgearServer;
  account: LegacyAccountEntry;
  /** Ask for the user's sessions in the same query. */
  sessions: boolean;
}

/**
 * Who a legacy user is: the id of an Authgear user (the `sub` of its tokens) or the user as `context.authgear` told it; why it is nobody;
 * null or undefined: nobody is known.
 */
export type MappedUser = string | AuthgearUser | Refusal | null | undefined;

/**
 * Answers who a verified legacy user is at Authgear. What it answers is recorded: a user of Authgear belongs to one legacy user alone, and a legacy user
 * to one user, whatever is answered later (`account-mismatch`). Has 10 seconds; one that throws or answers anything else is
 * `upstream-unavailable`. The functions that come with the package make one Admin query, as the look-up of an id does.
 */
export type MapUser = (claims: LegacyClaims, context: MapUserContext) => MappedUser | Promise<MappedUser>;
