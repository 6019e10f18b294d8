import { PROBLEM_BASE, type ProblemKind, type ProblemType } from "./problem.js";

/** A problem as a client acts on it. */
export interface Problem {
  /** A later version may know types that this one does not; the `kind` says what to do then. */
  type: ProblemType;
  kind: ProblemKind;
  /** Seconds. */
  retryAfter?: number | undefined;
  attempt?: number | undefined;
  reason?: string | undefined;
  loginHint?: string | undefined;
}

function typed<T>(value: unknown, type: "number" | "string"): T | undefined {
  return typeof value === type ? (value as T) : undefined;
}

/** `undefined` unless the body is a problem of ours: anybody on the way can answer a status with a JSON body (X5). */
export function parseProblem(body: unknown): Problem | undefined {
  const { type, kind, retry_after, attempt, reason, login_hint } = Object(body) as Record<string, unknown>;
  const [base, name] = String(type).split(/([a-z-]+)$/);
  if (
    base !== PROBLEM_BASE ||
    !name ||
    !/^(permanent|refreshable|transient|interaction|signed-out|integrator)$/.test(String(kind))
  )
    return undefined;
  return {
    type: name as ProblemType,
    kind: kind as ProblemKind,
    retryAfter: typed(retry_after, "number"),
    attempt: typed(attempt, "number"),
    reason: typed(reason, "string"),
    loginHint: typed(login_hint, "string"),
  };
}
