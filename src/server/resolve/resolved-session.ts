import { PROBLEMS } from "../../protocol/problem.js";
import type { ServerProblem } from "../server-problem.js";
import type { LegacySubject } from "../users/import-accounts.js";

/** Whose request it is. */
export type ResolvedSession =
  | {
      session: "authgear";
      /** The Authgear user id (`sub`). */
      userID: string;
    }
  | {
      session: "legacy";
      /** The Authgear user id that this legacy user has, or will have; null: nobody is recorded yet, so go by `legacy`. */
      userID: string | null;
      legacy: LegacySubject;
      /** This session has given its session away: its browser has an Authgear session by now and is about to use that. */
      moved: boolean;
    };

/** Why a request that brought a credential is nobody's, or why nobody can tell. No part of the credential is in it. */
export interface SessionProblem {
  problem:
    | "invalid-token"
    | "expired-token"
    | "signed-out"
    | "already-migrated"
    | "interaction-required"
    | "rate-limited"
    | "upstream-unavailable";
  /** To answer with: 401 where another credential is needed, 429 or 503 where the same one may be good in a moment. */
  status: 401 | 429 | 503;
  /** Seconds; always there for 429 and 503. */
  retryAfter?: number;
  /** For the log: a closed word. */
  why?: string;
}

const KNOWN: ReadonlySet<string> = new Set<SessionProblem["problem"]>([
  "invalid-token",
  "expired-token",
  "signed-out",
  "already-migrated",
  "interaction-required",
  "rate-limited",
]);

/** A problem as an API answers it: a status of 403 or 409 would tell its own clients something else. */
export function sessionProblem({ problem, retryAfter, why }: ServerProblem): SessionProblem {
  const type = isKnown(problem) ? problem : "upstream-unavailable";
  const transient = PROBLEMS[type].kind === "transient";
  return {
    problem: type,
    status: type === "rate-limited" ? 429 : transient ? 503 : 401,
    ...(transient ? { retryAfter: retryAfter ?? 30 } : {}),
    ...(why === undefined ? {} : { why }),
  };
}

function isKnown(problem: string): problem is SessionProblem["problem"] {
  return KNOWN.has(problem);
}
