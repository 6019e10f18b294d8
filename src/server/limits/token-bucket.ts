/** So many a second, and so many at once after a pause. */
export interface TokenBucket {
  /** What is left; below zero: more was taken than there was. */
  level(): number;
  /** Takes them, whether they are there or not; a negative number gives back. */
  take(count: number): void;
  /** Seconds until so many are there, if nobody takes any. */
  wait(count: number): number;
}

/** `now` in milliseconds; a clock that is set back stands still until it has caught up. */
export function tokenBucket(perSecond: number, burst: number, now: () => number): TokenBucket {
  let tokens = burst;
  let at = now();
  const fill = (): number => {
    const elapsed = now() - at;
    if (elapsed > 0) {
      tokens = Math.min(burst, tokens + (elapsed / 1000) * perSecond);
      at += elapsed;
    }
    return tokens;
  };
  return {
    level: fill,
    take(count) {
      tokens = Math.min(burst, fill() - count);
    },
    wait: (count) => Math.max(0, (count - fill()) / perSecond),
  };
}
