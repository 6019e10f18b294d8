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

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

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
    retryAfter: numberOf(retry_after),
    attempt: numberOf(attempt),
    reason: textOf(reason),
    loginHint: textOf(login_hint),
  };
}
