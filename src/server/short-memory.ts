const REMEMBER_MS = 10_000;
const MAX_ENTRIES = 1000;

/** What was learned of a key, for 10 seconds; at most 1,000 of them, the oldest goes first. */
export interface ShortMemory<Value> {
  recall(key: string): Value | undefined;
  remember(key: string, value: Value): void;
}

export function shortMemory<Value>(now: () => number): ShortMemory<Value> {
  const entries = new Map<string, { value: Value; until: number }>();
  return {
    recall(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      const left = entry.until - now();
      // More than a whole life left: the clock was set back.
      if (left > 0 && left <= REMEMBER_MS) return entry.value;
      entries.delete(key);
      return undefined;
    },
    remember(key, value) {
      entries.delete(key);
      const [oldest] = entries.keys();
      if (entries.size >= MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
      entries.set(key, { value, until: now() + REMEMBER_MS });
    },
  };
}
