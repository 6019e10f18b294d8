import type { ProblemType } from "../../protocol/problem.js";

/** What a problem must carry besides `type`, `title`, `status` and `kind`. */
export const PROBLEM_MEMBERS: Readonly<Partial<Record<ProblemType, readonly string[]>>> = {
  "invalid-request": ["field", "detail"],
  "unsupported-protocol": ["field", "detail"],
  "user-not-found": ["retry_after"],
  "user-unusable": ["retry_after"],
  "account-mismatch": ["retry_after"],
  "not-eligible": ["retry_after"],
  "interaction-required": ["reason"],
  "not-selected": ["retry_after"],
  "migration-disabled": ["retry_after"],
  "session-mismatch": ["attempt"],
  "in-progress": ["retry_after"],
  "key-lost": ["attempt"],
  "rate-limited": ["retry_after"],
  "upstream-unavailable": ["retry_after"],
};
