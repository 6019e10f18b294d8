import { shortMemory } from "../short-memory.js";

/** Remembers for a moment that nobody at Authgear is this legacy user. Never that somebody is. */
export interface UnknownUsers {
  has(subjectKey: Uint8Array): boolean;
  remember(subjectKey: Uint8Array): void;
}

export function unknownUsers(now: () => number): UnknownUsers {
  const memory = shortMemory<true>(now);
  const name = (subjectKey: Uint8Array): string => Buffer.from(subjectKey).toString("base64");
  return {
    has: (subjectKey) => memory.recall(name(subjectKey)) ?? false,
    remember: (subjectKey) => memory.remember(name(subjectKey), true),
  };
}
