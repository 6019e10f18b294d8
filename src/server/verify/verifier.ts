import type { ProblemType } from "../../protocol/problem.js";

/** A legacy credential as it came over the wire, before anything about it is believed. */
export type LegacyCredential =
  { token: string; tokenType?: string } | { /** The incoming `Cookie` header, whole. */ cookie: string };

/** What a verifier answers about a good credential. Times are Unix seconds. */
export interface LegacyClaims {
  /** The verifier's own constant name: part of the ledger's keys, so it never changes. */
  name: string;
  issuer: string;
  /** The legacy provider's immutable user id. */
  subject: string;
  /** Stays the same over every refresh of one log-in; never `jti`, `iat` or a hash of the token. */
  sessionId: string;
  authTime?: number;
  issuedAt: number;
  expiresAt: number;
  loginID?: { key: "email" | "phone" | "username"; value: string };
  emailVerified?: boolean;
  amr?: readonly string[];
}

/**
 * Which request asks: only `sign-out` accepts a credential that has expired. `resolve` is a request to the app's own API, which accepts
 * what it accepted before the migration.
 */
export type VerifyPurpose = "exchange" | "confirm" | "sign-out" | "resolve";

export type VerifyResult =
  | { ok: true; claims: LegacyClaims }
  | {
      ok: false;
      problem: Extract<
        ProblemType,
        "invalid-token" | "expired-token" | "rate-limited" | "upstream-unavailable"
      >;
      /** Seconds. */
      retryAfter?: number;
      /** For the log: a closed word such as `unknown-kid` or `guest`; never part of the credential. */
      why: string;
    };

export interface Verifier {
  readonly name: string;
  /**
   * Whether this credential could be this verifier's at all (`iss` of a JWT, cookie or token); with several
   * verifiers the first that claims it answers.
   */
  claims(credential: LegacyCredential): boolean;
  /** Never rejects: an upstream that fails is `upstream-unavailable`. */
  verify(
    credential: LegacyCredential,
    context: { purpose: VerifyPurpose; signal: AbortSignal },
  ): Promise<VerifyResult>;
}
