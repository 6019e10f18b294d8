import type { Facts, LegacyFacts } from "../../src/migration/facts.js";
import type { Journal } from "../../src/migration/journal.js";
import type { Tombstone } from "../../src/migration/marker.js";

export const NOW = 1_800_000_000_000;

export const PRESENT: LegacyFacts = { is: "present", ref: "ref-a" };
export const OTHER_REF: LegacyFacts = { is: "present", ref: "ref-b" };
export const COOKIE: LegacyFacts = { is: "present" };
export const ABSENT: LegacyFacts = { is: "absent" };
export const UNKNOWN: LegacyFacts = { is: "unknown" };

/** What storage says; nothing is stored unless the test says so. */
export function factsOf(facts: Partial<Facts> = {}): Facts {
  return { marker: { v: 1 }, aged: false, now: NOW, ...facts };
}

export function journalOf(journal: Partial<Journal> = {}): Journal {
  return { v: 1, key: "key-1", phase: "installed", legacyRef: "ref-a", sid: "sid-1", ...journal };
}

export function stoneOf(stone: Partial<Tombstone> = {}): Tombstone {
  return { sid: "sid-1", legacyRef: "ref-a", epoch: 7, at: NOW / 1_000, ...stone };
}
