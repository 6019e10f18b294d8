import { shortMemory } from "../short-memory.js";
import { tokenHash } from "./token-hash.js";

/** Remembers for a moment that a token was refused and why, by its hash. */
export interface RecentlyRefused {
  why(token: string): Promise<string | undefined>;
  remember(token: string, why: string): Promise<void>;
}

export function recentlyRefused(now: () => number): RecentlyRefused {
  const memory = shortMemory<string>(now);
  return {
    why: async (token) => memory.recall(await tokenHash(token)),
    remember: async (token, why) => memory.remember(await tokenHash(token), why),
  };
}
