import { tokenHash } from "./token-hash.js";

const REMEMBER_MS = 10_000;
const MAX_ENTRIES = 1000;

/** Remembers for 10 seconds that a token was refused and why, by its hash; at most 1,000 of them, the oldest goes first. */
export interface RecentlyRefused {
  why(token: string): Promise<string | undefined>;
  remember(token: string, why: string): Promise<void>;
}

export function recentlyRefused(now: () => number): RecentlyRefused {
  const entries = new Map<string, { why: string; until: number }>();
  return {
    async why(token) {
      const hash = await tokenHash(token);
      const entry = entries.get(hash);
      if (!entry) return undefined;
      const left = entry.until - now();
      if (left > 0 && left <= REMEMBER_MS) return entry.why;
      entries.delete(hash);
      return undefined;
    },
    async remember(token, why) {
      const hash = await tokenHash(token);
      entries.delete(hash);
      const [oldest] = entries.keys();
      if (entries.size >= MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
      entries.set(hash, { why, until: now() + REMEMBER_MS });
    },
  };
}
