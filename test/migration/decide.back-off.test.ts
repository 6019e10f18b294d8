import { describe, expect, test } from "vitest";
import { BACK_OFF } from "../../src/migration/deadlines.js";
import { decide, type Verdict } from "../../src/migration/decide.js";
import type { Marker } from "../../src/migration/marker.js";
import { COOKIE, factsOf, journalOf, NOW, OTHER_REF, PRESENT, stoneOf } from "./facts.js";

const LOST = { status: "kept", reason: "try-later", code: "network" } as const;
const REFUSED = { status: "kept", reason: "refused", code: "user-not-found" } as const;

describe("nextAttemptAt is respected", () => {
  const ahead = (
    nextAttemptAt: number,
    last: typeof LOST | typeof REFUSED,
    legacy = PRESENT,
    marker: Marker = { v: 1 },
  ): Verdict =>
    decide(factsOf({ marker, journal: journalOf({ phase: "exchanging", nextAttemptAt, last }) }), legacy);

  test("before it, the last answer is told again with its date, and nothing is sent (X3, D7)", () => {
    const { settle, go } = ahead(NOW + 60_000, REFUSED);
    expect(go).toBeUndefined();
    expect(settle).toMatchObject({
      status: "kept",
      session: "legacy",
      reason: "refused",
      error: { code: "user-not-found" },
    });
    expect(settle).toMatchObject({ retryAt: new Date(NOW + 60_000) });
  });

  test("at its moment the exchange is asked", () => {
    expect(ahead(NOW, LOST)).toEqual({ go: "exchange" });
  });

  test("a refused credential that changed is asked at once (D7)", () => {
    expect(ahead(NOW + 60_000, REFUSED, OTHER_REF)).toEqual({ go: "exchange" });
  });

  test("a server that asked for patience gets it also from a credential that changes on every load (V9, P5)", () => {
    expect(ahead(NOW + 60_000, LOST, OTHER_REF).settle).toMatchObject({
      status: "kept",
      reason: "try-later",
    });
  });

  test("beside a delivered tombstone too", () => {
    const marker: Marker = { v: 1, tombstone: [stoneOf({ legacyRef: "ref-c" })] };
    expect(ahead(NOW + 60_000, REFUSED, PRESENT, marker).settle).toMatchObject({ reason: "refused" });
  });

  test("a cookie session waits as well", () => {
    const journal = journalOf({ legacyRef: undefined, nextAttemptAt: NOW + 60_000, last: REFUSED });
    expect(decide(factsOf({ journal }), COOKIE).settle).toMatchObject({ reason: "refused" });
  });

  test("a date from a wrong clock blocks nobody (L10)", () => {
    expect(ahead(NOW + BACK_OFF + 1, LOST)).toEqual({ go: "exchange" });
    expect(ahead(NOW + BACK_OFF, LOST).go).toBeUndefined();
  });

  test("a page that runs behind the clock of the last one waits a day at most (L10)", () => {
    expect(ahead(NOW + 10 * 365 * BACK_OFF, REFUSED)).toEqual({ go: "exchange" });
  });
});
