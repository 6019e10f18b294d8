import { UpstreamFailure } from "../upstream-failure.js";
import { AuthgearUnavailable } from "./authgear-server.js";

/** What a call without an answer means. Nothing of the original error is kept: it may quote the request (Z10). */
export function asUnavailable(error: unknown): AuthgearUnavailable {
  if (error instanceof AuthgearUnavailable) return error;
  const reason = error instanceof UpstreamFailure ? error.reason : "network";
  if (reason === "timeout" || reason === "aborted")
    return new AuthgearUnavailable("timeout", { mayHaveActed: true });
  if (reason === "too-large") return new AuthgearUnavailable("too-large", { mayHaveActed: true });
  return new AuthgearUnavailable("network", { mayHaveActed: reason !== "unreachable" });
}
