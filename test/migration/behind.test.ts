import { describe, expect, test } from "vitest";
import type { At, Event, Run } from "../../src/migration/machine.js";
import { SIGNED_IN } from "../../src/migration/outcome.js";
import { transition } from "../../src/migration/transition.js";
import { after, answered, problemOf, PROOF, replyOf, REVOKE_FAILED, REVOKE_UNSUPPORTED } from "./events.js";
import { ABSENT, COOKIE, factsOf, journalOf, OTHER_REF, PRESENT, stoneOf, UNKNOWN } from "./facts.js";

const EMPTY: Event = { type: "storage", facts: factsOf() };
const HELD: Event = { type: "legacy", legacy: PRESENT };
const GRANTED: Event = { type: "granted" };
const OURS: Event = { type: "wrote", result: "ours" };
const PROVEN: Event = { type: "proven", proof: PROOF };
const AGED: Event = { type: "aged" };
const LOST: Event = { type: "lost", code: "network" };
const VANISHED: Event = { type: "vanished" };
const MIGRATED = { status: "migrated", session: "authgear", userID: "user-a" };

/** Storage as it has to be for the last step: same session, stood for ten seconds, nobody signed out. */
const holds = factsOf({ sid: "sid-1", aged: true, marker: { v: 1, open: 1 }, journal: journalOf() });
const HOLDS: Event = { type: "storage", facts: holds };

const written = [EMPTY, HELD, GRANTED, EMPTY, HELD, { type: "reply", reply: replyOf() }, OURS] as const;
const unverified = { type: "reply", reply: replyOf({}, { verified: false }) } as const;
const installed = after(...written);
const unsettled = after(EMPTY, HELD, GRANTED, EMPTY, HELD, unverified, OURS);
const aging = after(...written, PROVEN);
const confirming = after(...written, PROVEN, AGED);
const revoking = after(...written, PROVEN, AGED, answered("client"), GRANTED, HOLDS);
const sent = after(...written, PROVEN, AGED, answered("client"), GRANTED, HOLDS, HELD);

const beside: Event = { type: "storage", facts: factsOf({ sid: "sid-1", aged: true }) };
const foreign = after(beside, HELD);
const mismatch = problemOf("session-mismatch", { attempt: 0 });

function step(run: Run, event: Event): [At, ...string[]] {
  const [next, effects] = transition(run, event);
  return [next.at, ...effects.map((effect) => (effect.do === "record" ? `record ${effect.as}` : effect.do))];
}

function published(run: Run, event: Event): unknown[] {
  return transition(run, event)[1].flatMap((effect) => (effect.do === "publish" ? [effect.state] : []));
}

describe("installed", () => {
  test("proof holds: other tabs told, then aging", () => {
    expect(step(installed, PROVEN)).toEqual(["aging", "tell", "age"]);
  });

  test("proof holds where the server did not verify: settles only now", () => {
    expect(step(unsettled, PROVEN)).toEqual(["aging", "publish", "tell", "age"]);
    expect(published(unsettled, PROVEN)).toMatchObject([{ ...MIGRATED, legacy: "ending" }]);
  });

  test("network error or an old access token: idle, next load", () => {
    expect(step(installed, { type: "unproven" })).toEqual(["idle", "unlock"]);
  });

  test("unproven before it settled: kept / try-later, nothing is taken out", () => {
    expect(step(unsettled, { type: "unproven" })).toEqual(["idle", "unlock", "publish"]);
    expect(published(unsettled, { type: "unproven" })).toMatchObject([
      { status: "kept", session: "legacy", reason: "try-later", error: { code: "not-proven" } },
    ]);
  });

  test("refused, and R6(a) holds: deleted, back to kept with session legacy", () => {
    expect(step(installed, { type: "refused" })).toEqual(["taking-out", "takeOut"]);
    const [run] = transition(installed, { type: "refused" });
    expect(step(run, { type: "taken" })).toEqual(["idle", "unlock", "publish"]);
    expect(published(run, { type: "taken" })).toMatchObject([
      { status: "kept", session: "legacy", reason: "try-later", error: { code: "session-refused" } },
    ]);
  });

  test("refused, and R6(a) does not hold: left alone", () => {
    const [behind] = transition(installed, { type: "refused" });
    expect(step(behind, { type: "left" })).toEqual(["idle", "unlock"]);
    const [before] = transition(unsettled, { type: "refused" });
    expect(published(before, { type: "left" })).toEqual([SIGNED_IN]);
  });

  test("a refused session that may not be ours is never taken out (R6, R11)", () => {
    expect(step(foreign, { type: "refused" })).toEqual(["idle", "unlock"]);
  });
});

describe("aging", () => {
  test("10 s unchanged: confirm by the journal's confirmation", () => {
    expect(transition(aging, AGED)[1]).toEqual([{ do: "confirm" }]);
    expect(step(aging, AGED)).toEqual(["confirming", "confirm"]);
  });

  test("token gone or other sid: idle", () => {
    expect(step(aging, { type: "vanished" })).toEqual(["idle", "unlock"]);
  });
});

describe("confirming", () => {
  test.for(["client", "done"] as const)("200, %s: revoking, confirmed is written, its own lock", (legacy) => {
    expect(step(confirming, answered(legacy))).toEqual(["revoking", "record confirmed", "lock"]);
  });

  test("200, pending: revoke-pending, no forget, confirm again on the next load", () => {
    expect(step(confirming, answered("pending"))).toEqual(["idle", "record revoke-pending", "unlock"]);
  });

  test("200, none: the legacy session is kept and not forgotten (P2)", () => {
    expect(step(confirming, answered("none"))).toEqual(["idle", "record kept", "unlock", "publish"]);
    expect(published(confirming, answered("none"))).toMatchObject([{ ...MIGRATED, legacy: "kept" }]);
  });

  const other: Event[] = [
    LOST,
    VANISHED,
    problemOf("signed-out"),
    mismatch,
    problemOf("upstream-unavailable"),
  ];
  test.for(other)("anything else: idle, no revoke (%j)", (event) => {
    expect(step(confirming, event)).toEqual(["idle", "unlock"]);
  });
});

describe("revoking", () => {
  const atLock = after(...written, PROVEN, AGED, answered("client"));
  const atRead = after(...written, PROVEN, AGED, answered("client"), GRANTED);

  test("lock taken: storage again, then the provider again (R7)", () => {
    expect(step(atLock, GRANTED)).toEqual(["revoking", "readStorage"]);
    expect(step(atRead, HOLDS)).toEqual(["revoking", "readLegacy"]);
  });

  test("lock not taken in time: next load", () => {
    expect(step(atLock, { type: "denied" })).toEqual(["idle", "unlock"]);
  });

  const gone: [string, Event][] = [
    ["another session", { type: "storage", facts: { ...holds, sid: "sid-9" } }],
    ["no token", { type: "storage", facts: { ...holds, sid: undefined } }],
    ["a rotation less than 10 s ago", { type: "storage", facts: { ...holds, aged: false } }],
    ["a tombstone", { type: "storage", facts: { ...holds, marker: { v: 1, tombstone: [stoneOf()] } } }],
  ];
  test.for(gone)("storage says %s: no revoke (R7)", ([, event]) => {
    expect(step(atRead, event)).toEqual(["idle", "unlock"]);
  });

  test("a sign-out that nobody told of: the load table again", () => {
    const facts = { ...holds, marker: { v: 1, epoch: 9 } as const };
    expect(step(atRead, { type: "storage", facts })).toEqual(["load", "readStorage"]);
    expect(transition(atRead, { type: "storage", facts })[0]).toEqual({ at: "load", locked: true });
  });

  test("the same legacy session: revoked with the proof, still under the lock", () => {
    expect(transition(revoking, HELD)).toMatchObject([
      { at: "revoke-sent", locked: true },
      [{ do: "revoke", proof: PROOF }],
    ]);
  });

  test("the server revoked: forgotten here, without the provider's revoke", () => {
    const run = after(...written, PROVEN, AGED, answered("done"), GRANTED, HOLDS);
    expect(step(run, HELD)).toEqual(["idle", "forget", "restore", "record done", "unlock", "publish"]);
  });

  test("the legacy session left by itself: done, nothing to revoke", () => {
    expect(step(revoking, { type: "legacy", legacy: ABSENT })).toEqual([
      "idle",
      "record done",
      "unlock",
      "publish",
    ]);
  });

  test("the provider cannot tell: no revoke", () => {
    expect(step(revoking, { type: "legacy", legacy: UNKNOWN })).toEqual(["idle", "unlock"]);
  });

  test.for([OTHER_REF, COOKIE])(
    "another credential proves nothing: the server is asked by it (%j, R13)",
    (legacy) => {
      const [run, effects] = transition(revoking, { type: "legacy", legacy });
      expect(run).toMatchObject({ at: "confirming", asked: true, locked: false });
      expect(effects).toEqual([{ do: "unlock" }, { do: "confirm", by: "credential" }]);
      expect(step(run, mismatch)).toEqual(["idle", "unlock"]);
      const answers = [answered("client"), GRANTED, HOLDS, { type: "legacy", legacy }] as const;
      let again = run;
      for (const event of answers) [again] = transition(again, event);
      expect(again.at).toBe("revoke-sent");
    },
  );

  test("a third credential after that: no revoke", () => {
    let run = revoking;
    const third: Event = { type: "legacy", legacy: { is: "present", ref: "ref-c" } };
    const changed: Event = { type: "legacy", legacy: OTHER_REF };
    for (const event of [changed, answered("client"), GRANTED, HOLDS]) [run] = transition(run, event);
    expect(step(run, third)).toEqual(["idle", "unlock"]);
  });

  test("without a proof of this page: no revoke", () => {
    const run: Run = { ...revoking };
    Reflect.deleteProperty(run, "proof");
    expect(step(run, HELD)).toEqual(["idle", "unlock"]);
  });
});

describe("revoke-sent", () => {
  test("ok: forget, token back if the logout wiped it (R10), done, told, lock released", () => {
    expect(step(sent, { type: "revoked" })).toEqual([
      "idle",
      "forget",
      "restore",
      "record done",
      "unlock",
      "publish",
    ]);
    expect(published(sent, { type: "revoked" })).toMatchObject([{ ...MIGRATED, legacy: "ended" }]);
  });

  test("a provider without revoke: as none, never forgotten (P2)", () => {
    expect(step(sent, REVOKE_UNSUPPORTED)).toEqual(["idle", "record kept", "unlock", "publish"]);
  });

  test("storage was evicted before it was sent: idle, and nothing is noted there (S8)", () => {
    expect(step(sent, VANISHED)).toEqual(["idle", "unlock"]);
  });

  test("failed or reply lost: revoke-pending, next load (R5)", () => {
    expect(step(sent, REVOKE_FAILED)).toEqual(["idle", "record revoke-pending", "unlock"]);
  });
});
