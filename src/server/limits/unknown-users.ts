const REMEMBER_MS = 10_000;
const MAX_USERS = 1000;

/** Remembers for 10 seconds that nobody at Authgear is this legacy user; at most 1,000 of them, the oldest goes first. Never that somebody is. */
export interface UnknownUsers {
  has(subjectKey: Uint8Array): boolean;
  remember(subjectKey: Uint8Array): void;
}

export function unknownUsers(now: () => number): UnknownUsers {
  const until = new Map<string, number>();
  const name = (subjectKey: Uint8Array): string => Buffer.from(subjectKey).toString("base64");
  return {
    has(subjectKey) {
      const key = name(subjectKey);
      const left = (until.get(key) ?? 0) - now();
      // More than a whole life left: the clock was set back.
      if (left > 0 && left <= REMEMBER_MS) return true;
      until.delete(key);
      return false;
    },
    remember(subjectKey) {
      const key = name(subjectKey);
      until.delete(key);
      const [oldest] = until.keys();
      if (until.size >= MAX_USERS && oldest !== undefined) until.delete(oldest);
      until.set(key, now() + REMEMBER_MS);
    },
  };
}
