import type { VerifyResult } from "./verifier.js";

type Refused = Extract<VerifyResult, { ok: false }>;

/** Bad in a way that no time mends. Every reason gives the same answer (Z14); `why` is for the log alone. */
export function invalid(why: string): Refused {
  return { ok: false, problem: "invalid-token", why };
}

/** The provider may have a fresh one. */
export function expired(why: string): Refused {
  return { ok: false, problem: "expired-token", why };
}

/** Whoever could tell did not answer. `retryAfter` in seconds. */
export function unavailable(why: string, retryAfter: number): Refused {
  return { ok: false, problem: "upstream-unavailable", why, retryAfter: Math.max(1, Math.ceil(retryAfter)) };
}
