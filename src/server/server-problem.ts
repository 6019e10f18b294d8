import { PROBLEMS, type ProblemType } from "../protocol/problem.js";
import type { Refusal } from "./users/map-user.js";

/** A problem as the handler decides it; `reply` writes it. */
export interface ServerProblem {
  problem: ProblemType;
  /** HTTP status where it is not the one of the type (413, 415). */
  status?: number;
  /** Seconds. */
  retryAfter?: number;
  attempt?: number;
  reason?: string;
  loginHint?: string;
  field?: string;
  /** Never quotes what came in. */
  detail?: string;
  /** For the log alone. */
  why?: string;
}

const DAY_S = 86_400;
const TRY_AGAIN_S = 30;

/** Authgear, the store or the legacy provider did not do its part. */
export function unavailable(why: string, retryAfter: number = TRY_AGAIN_S): ServerProblem {
  return { problem: "upstream-unavailable", retryAfter, why };
}

/** What a mapper refuses with, as a problem. What the user has to do first has no date. */
export function refusalProblem({ refuse, retryAfter, reason, loginHint }: Refusal): ServerProblem {
  if (refuse !== "interaction-required") return { problem: refuse, retryAfter: retryAfter ?? DAY_S };
  return {
    problem: refuse,
    reason: reason ?? "login",
    ...(loginHint === undefined ? {} : { loginHint }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** A problem as the ledger remembers it: no hint at who the user is. */
export function rememberedError({ problem, reason }: ServerProblem): string {
  return reason === undefined ? problem : `${problem}:${reason}`;
}

/** What a remembered error says, `retryAfter` seconds before it may be asked again. */
export function recallError(lastError: string | null, retryAfter: number): ServerProblem {
  const [type = "", ...reason] = (lastError ?? "").split(":");
  if (!isProblemType(type)) return unavailable("remembered", retryAfter);
  return { problem: type, retryAfter, ...(reason.length > 0 ? { reason: reason.join(":") } : {}) };
}

function isProblemType(type: string): type is ProblemType {
  return Object.hasOwn(PROBLEMS, type);
}
