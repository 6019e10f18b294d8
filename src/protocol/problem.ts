/** Base of every problem `type` (RFC 9457): the type is this text followed by a name of `PROBLEMS`. */
export const PROBLEM_BASE = "urn:authgear-session-migration:problem:";

/** What a client that does not know the type does. */
export type ProblemKind =
  "permanent" | "refreshable" | "transient" | "interaction" | "signed-out" | "integrator";

export type ProblemType =
  | "invalid-request"
  | "unsupported-protocol"
  | "forbidden-origin"
  | "invalid-token"
  | "expired-token"
  | "user-not-found"
  | "user-unusable"
  | "account-mismatch"
  | "not-eligible"
  | "interaction-required"
  | "already-migrated"
  | "signed-out"
  | "not-selected"
  | "migration-disabled"
  | "migration-closed"
  | "session-mismatch"
  | "in-progress"
  | "key-lost"
  | "rate-limited"
  | "upstream-unavailable";

/** Every problem of the protocol, its HTTP status and its kind. The type decides, never the status. */
export const PROBLEMS: Readonly<Record<ProblemType, { status: number; kind: ProblemKind }>> = {
  "invalid-request": { status: 400, kind: "integrator" },
  "unsupported-protocol": { status: 400, kind: "integrator" },
  "forbidden-origin": { status: 403, kind: "integrator" },
  "invalid-token": { status: 401, kind: "permanent" },
  "expired-token": { status: 401, kind: "refreshable" },
  "user-not-found": { status: 403, kind: "permanent" },
  "user-unusable": { status: 403, kind: "permanent" },
  "account-mismatch": { status: 403, kind: "permanent" },
  "not-eligible": { status: 403, kind: "permanent" },
  "interaction-required": { status: 403, kind: "interaction" },
  "already-migrated": { status: 409, kind: "permanent" },
  "signed-out": { status: 403, kind: "signed-out" },
  "not-selected": { status: 403, kind: "permanent" },
  "migration-disabled": { status: 403, kind: "permanent" },
  "migration-closed": { status: 403, kind: "permanent" },
  "session-mismatch": { status: 409, kind: "permanent" },
  "in-progress": { status: 409, kind: "transient" },
  "key-lost": { status: 409, kind: "transient" },
  "rate-limited": { status: 429, kind: "transient" },
  "upstream-unavailable": { status: 503, kind: "transient" },
};

/** A problem as it stands on the wire (RFC 9457), `type` with its base, members of our own beside it. */
export interface WireProblem {
  type: string;
  title: string;
  status: number;
  kind: ProblemKind;
  detail?: string;
  /** Seconds; the `Retry-After` header repeats it. Absent: no date is known, or never. */
  retry_after?: number;
  /** `key-lost` and `session-mismatch`: the row's attempt, 0 = no row. */
  attempt?: number;
  /** `interaction-required`: `login`, or the app's own word. */
  reason?: string;
  login_hint?: string;
  /** `invalid-request`: the field or header that is wrong. */
  field?: string;
}
