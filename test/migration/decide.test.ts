import { describe, expect, test } from "vitest";
import { decide, type Verdict } from "../../src/migration/decide.js";
import type { Facts, LegacyFacts } from "../../src/migration/facts.js";
import type { Phase } from "../../src/migration/journal.js";
import type { Marker } from "../../src/migration/marker.js";
import { NO_SESSION, SIGNED_IN } from "../../src/migration/outcome.js";
import { ABSENT, COOKIE, factsOf, journalOf, OTHER_REF, PRESENT, stoneOf, UNKNOWN } from "./facts.js";

type Row = [name: string, facts: Facts, legacy: LegacyFacts | undefined, verdict: Verdict];

const PENDING: Marker = { v: 1, epoch: 7, tombstone: [stoneOf({ pending: 1 })] };
const DELIVERED: Marker = { v: 1, epoch: 7, tombstone: [stoneOf()] };
const OPEN: Marker = { v: 1, open: 1 };
const DONE: Marker = { v: 1, done: "ref-a" };

const withToken: Row[] = [
  [
    "ours by the tombstone, pending",
    factsOf({ sid: "sid-1", marker: PENDING }),
    undefined,
    { settle: NO_SESSION, go: "remove" },
  ],
  [
    "ours by the tombstone, delivered",
    factsOf({ sid: "sid-1", marker: DELIVERED }),
    PRESENT,
    { settle: NO_SESSION, go: "remove" },
  ],
  [
    "ours by the journal",
    factsOf({ sid: "sid-2", marker: PENDING, journal: journalOf({ sid: "sid-2" }) }),
    undefined,
    { settle: NO_SESSION, go: "remove" },
  ],
  [
    "ours by the second of two tombstones",
    factsOf({
      sid: "sid-2",
      marker: { v: 1, tombstone: [stoneOf({ pending: 1 }), stoneOf({ sid: "sid-2", epoch: 8 })] },
    }),
    undefined,
    { settle: NO_SESSION, go: "remove" },
  ],
  [
    "other, tombstone pending",
    factsOf({ sid: "sid-2", marker: { ...PENDING, open: 1 } }),
    PRESENT,
    { settle: SIGNED_IN, go: "deliver" },
  ],
  [
    "other, tombstone delivered",
    factsOf({ sid: "sid-2", marker: { ...DELIVERED, open: 1 } }),
    PRESENT,
    { settle: SIGNED_IN },
  ],
  [
    "open, journal sid equal",
    factsOf({ sid: "sid-1", marker: OPEN, journal: journalOf() }),
    undefined,
    { settle: SIGNED_IN, go: "resume" },
  ],
  [
    "open, journal sid equal, phase confirmed: proof and age are not skipped",
    factsOf({ sid: "sid-1", aged: true, marker: OPEN, journal: journalOf({ phase: "confirmed" }) }),
    undefined,
    { settle: SIGNED_IN, go: "resume" },
  ],
  [
    "open, journal lost: the provider is asked",
    factsOf({ sid: "sid-1", marker: OPEN }),
    undefined,
    { settle: SIGNED_IN, go: "read" },
  ],
  [
    "open, journal lost, legacy absent",
    factsOf({ sid: "sid-1", marker: OPEN }),
    ABSENT,
    { settle: SIGNED_IN, go: "close" },
  ],
  [
    "open, journal of another sid, legacy absent",
    factsOf({ sid: "sid-2", marker: OPEN, journal: journalOf() }),
    ABSENT,
    { settle: SIGNED_IN, go: "close" },
  ],
  [
    "not open: the provider is asked (its hint = false is absent)",
    factsOf({ sid: "sid-1" }),
    undefined,
    { settle: SIGNED_IN, go: "read" },
  ],
  [
    "not open, done for this legacy session",
    factsOf({ sid: "sid-1", marker: DONE }),
    PRESENT,
    { settle: SIGNED_IN, go: "forget" },
  ],
  [
    "not open, done and kept for this legacy session (P2: an app roll-back keeps working)",
    factsOf({ sid: "sid-1", marker: { ...DONE, kept: 1 } }),
    PRESENT,
    { settle: SIGNED_IN },
  ],
  [
    "not open, done for another legacy session",
    factsOf({ sid: "sid-1", marker: DONE }),
    OTHER_REF,
    { settle: SIGNED_IN, go: "retire" },
  ],
  [
    "not open, no marker, legacy present",
    factsOf({ sid: "sid-1" }),
    PRESENT,
    { settle: SIGNED_IN, go: "retire" },
  ],
  [
    "open, journal lost, legacy present",
    factsOf({ sid: "sid-1", marker: OPEN }),
    PRESENT,
    { settle: SIGNED_IN, go: "retire" },
  ],
  [
    "done never decides for a cookie (R13)",
    factsOf({ sid: "sid-1", marker: DONE }),
    COOKIE,
    { settle: SIGNED_IN, go: "retire" },
  ],
  ["anything else, legacy unknown", factsOf({ sid: "sid-1", marker: OPEN }), UNKNOWN, { settle: SIGNED_IN }],
  ["anything else, legacy absent", factsOf({ sid: "sid-1" }), ABSENT, { settle: SIGNED_IN }],
];

const withoutToken: Row[] = [
  ["tombstone pending", factsOf({ marker: PENDING }), undefined, { settle: NO_SESSION, go: "deliver" }],
  [
    "tombstone pending, another legacy session: delivered first",
    factsOf({ marker: PENDING }),
    OTHER_REF,
    { settle: NO_SESSION, go: "deliver" },
  ],
  [
    "tombstone pending beats a journal in flight",
    factsOf({ marker: PENDING, journal: journalOf({ phase: "exchanging" }) }),
    PRESENT,
    { settle: NO_SESSION, go: "deliver" },
  ],
  ["tombstone delivered: the provider is asked", factsOf({ marker: DELIVERED }), undefined, { go: "read" }],
  [
    "tombstone delivered, its legacy session",
    factsOf({ marker: DELIVERED }),
    PRESENT,
    { settle: NO_SESSION },
  ],
  [
    "tombstone delivered, another legacyRef: ask the server",
    factsOf({ marker: DELIVERED }),
    OTHER_REF,
    { go: "exchange" },
  ],
  [
    "tombstone delivered, cookie: ask the server (R13)",
    factsOf({ marker: DELIVERED }),
    COOKIE,
    { go: "exchange" },
  ],
  [
    "tombstone delivered, another legacyRef that is done: nobody asks again",
    factsOf({ marker: { ...DELIVERED, done: "ref-b" } }),
    OTHER_REF,
    { settle: NO_SESSION },
  ],
  ["tombstone delivered, legacy absent", factsOf({ marker: DELIVERED }), ABSENT, { settle: NO_SESSION }],
  ["tombstone delivered, legacy unknown", factsOf({ marker: DELIVERED }), UNKNOWN, { settle: NO_SESSION }],
  ["done for this legacy session (R12)", factsOf({ marker: DONE }), PRESENT, { settle: NO_SESSION }],
  [
    "done beats the journal",
    factsOf({ marker: DONE, journal: journalOf({ phase: "exchanging" }) }),
    PRESENT,
    { settle: NO_SESSION },
  ],
  ["done for another legacy session", factsOf({ marker: DONE }), OTHER_REF, { go: "exchange" }],
  ["done, cookie: ask the server (R13)", factsOf({ marker: DONE }), COOKIE, { go: "exchange" }],
  ["legacy absent", factsOf({ journal: journalOf() }), ABSENT, { settle: NO_SESSION }],
  ["nothing stored: the provider is asked", factsOf(), undefined, { go: "read" }],
  ["nothing stored, legacy present", factsOf(), PRESENT, { go: "exchange" }],
  ["nothing stored, cookie", factsOf(), COOKIE, { go: "exchange" }],
];

describe("the load table, Authgear token present", () => {
  test.for(withToken)("%s", ([, facts, legacy, verdict]) => {
    expect(decide(facts, legacy)).toEqual(verdict);
  });
});

describe("the load table, Authgear token absent", () => {
  test.for(withoutToken)("%s", ([, facts, legacy, verdict]) => {
    expect(decide(facts, legacy)).toEqual(verdict);
  });

  test("legacy unknown: kept / try-later, session unknown (D1, D2)", () => {
    const { settle, go } = decide(factsOf({ journal: journalOf() }), UNKNOWN);
    expect(settle).toMatchObject({ status: "kept", session: "unknown", reason: "try-later" });
    expect(go).toBeUndefined();
  });

  const phases: Phase[] = [
    "exchanging",
    "installing",
    "installed",
    "refused",
    "confirming",
    "confirmed",
    "revoke-pending",
  ];
  test.for(phases)("journal in phase %s: the exchange is asked again", (phase) => {
    expect(decide(factsOf({ journal: journalOf({ phase }) }), PRESENT)).toEqual({ go: "exchange" });
  });
});
