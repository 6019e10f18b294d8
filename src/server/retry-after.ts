const MAX_S = 3600;

/** Whole seconds of `Retry-After` (RFC 9110: seconds or a date), 1 to 3600; `undefined` if there is none. */
export function retryAfterSeconds(headers: Headers, now: number = Date.now()): number | undefined {
  const value = headers.get("Retry-After");
  if (value === null) return undefined;
  // Without a letter it is no date, whatever Date.parse makes of it.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  const seconds = /^\d{1,9}$/.test(value.trim()) ? Number(value) : (date - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(MAX_S, Math.max(1, Math.ceil(seconds)));
}
