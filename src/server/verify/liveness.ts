import { UpstreamFailure } from "../upstream-failure.js";
import { withDeadline } from "../with-deadline.js";
import { wrongOption } from "../wrong-option.js";
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

/** @throws TypeError unless it is a function or the word "none". */
export function checkLiveness(option: unknown): asserts option is LivenessCheck | "none" {
  if (option === "none" || typeof option === "function") return;
  const fix =
    'give a function that asks the provider about the session, or write "none" to rely on "maxTokenAge"';
  throw wrongOption("liveness", option, fix);
}

export async function askLiveness(
  check: LivenessCheck | "none",
  claims: LegacyClaims,
  token: string,
  caller: AbortSignal,
): Promise<VerifyResult> {
  if (check === "none") return { ok: true, claims };
  try {
    const alive: unknown = await withDeadline(DEADLINE_MS, caller, (signal) =>
      check(claims, { token, signal }),
    );
    if (alive === true) return { ok: true, claims };
    return alive === false ? invalid("session-ended") : unavailable("liveness-answer", 30);
  } catch (error) {
    return unavailable(error instanceof UpstreamFailure ? `liveness-${error.reason}` : "liveness-failed", 30);
  }
}
