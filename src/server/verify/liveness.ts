import { UpstreamFailure } from "../upstream-failure.js";
import { withDeadline } from "../with-deadline.js";
import { wrongOption } from "../wrong-option.js";
import { atMost } from "./at-most.js";
import { recentlyRefused } from "./recently-refused.js";
import { invalid, unavailable } from "./refusal.js";
import type { LegacyClaims, VerifyResult } from "./verifier.js";

/**
 * Asks the living provider whether this very session still stands: a signature says only that it once did. True = it stands;
 * false = it was ended; rejecting = cannot tell. Has 3 seconds.
 */
export type LivenessCheck = (
  claims: LegacyClaims,
  context: { token: string; signal: AbortSignal },
) => Promise<boolean>;

const DEADLINE_MS = 3000;
const AT_ONCE = 20;
const ENDED = "session-ended";

/** @throws TypeError unless it is a function or the word "none". */
export function checkLiveness(option: unknown): asserts option is LivenessCheck | "none" {
  if (option === "none" || typeof option === "function") return;
  const fix =
    'give a function that asks the provider about the session, or write "none" to rely on "maxTokenAge"';
  throw wrongOption("liveness", option, fix);
}

/** Asks about one session; at most 20 at once, and about a token whose session was ended not again for a while. Never rejects. */
export type AskLiveness = (
  claims: LegacyClaims,
  context: { token: string; signal: AbortSignal },
) => Promise<VerifyResult>;

export function livenessAsker(check: LivenessCheck | "none", now: () => number): AskLiveness {
  if (check === "none") return async (claims) => ({ ok: true, claims });
  const inTurn = atMost(AT_ONCE);
  const refused = recentlyRefused(now);
  return async (claims, { token, signal: caller }) => {
    const known = await refused.why(token);
    if (known !== undefined) return invalid(known);
    try {
      const alive: unknown = await inTurn(() =>
        withDeadline(DEADLINE_MS, caller, (signal) => check(claims, { token, signal })),
      );
      if (alive === true) return { ok: true, claims };
      if (alive === "busy")
        return { ok: false, problem: "rate-limited", why: "liveness-checks", retryAfter: 2 };
      if (alive !== false) return unavailable("liveness-answer", 30);
      await refused.remember(token, ENDED);
      return invalid(ENDED);
    } catch (error) {
      return unavailable(
        error instanceof UpstreamFailure ? `liveness-${error.reason}` : "liveness-failed",
        30,
      );
    }
  };
}
