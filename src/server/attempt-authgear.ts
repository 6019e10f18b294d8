import { AuthgearUnavailable } from "./authgear-admin/authgear-server.js";
import { unavailable, type ServerProblem } from "./server-problem.js";

/** The failure as a problem, and whether Authgear may have acted all the same. */
export type AuthgearProblem = ServerProblem & { mayHaveActed: boolean };

/** Asks Authgear; a failure becomes the problem that the browser is told. */
export async function attempt<T>(work: () => Promise<T>): Promise<{ ok: T } | AuthgearProblem> {
  try {
    return { ok: await work() };
  } catch (error) {
    return authgearProblem(error);
  }
}

/** An error that the interface does not know is a fault of ours: it may have come at any moment. */
export function authgearProblem(error: unknown): AuthgearProblem {
  if (!(error instanceof AuthgearUnavailable)) return { ...unavailable("internal"), mayHaveActed: true };
  const { why, retryAfter, mayHaveActed } = error;
  return { ...unavailable(why, retryAfter), mayHaveActed };
}
