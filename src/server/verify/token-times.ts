/** Seconds that the clocks of provider and server may differ (V8). */
export const LEEWAY_S = 60;

/** Times of a token, Unix seconds. */
export interface TokenTimes {
  issuedAt: number;
  expiresAt: number;
}

/** A time as RFC 7519 has it (NumericDate); milliseconds and other nonsense are none. */
export function numericDate(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 && value < 1e11 ? Math.floor(value) : undefined;
}

/** `future` can only be a wrong clock or a forgery; `expired` and `too-old` a fresh token can mend. */
export function judgeTimes(
  times: TokenTimes & { notBefore?: number | undefined },
  now: number,
  maxTokenAge: number | undefined,
): "good" | "future" | "expired" | "too-old" {
  if (times.issuedAt > now + LEEWAY_S || (times.notBefore ?? 0) > now + LEEWAY_S) return "future";
  if (times.expiresAt <= now - LEEWAY_S) return "expired";
  return maxTokenAge !== undefined && now - times.issuedAt > maxTokenAge + LEEWAY_S ? "too-old" : "good";
}
