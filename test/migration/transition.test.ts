import { describe, expect, test } from "vitest";
import type { At, Event, Run } from "../../src/migration/machine.js";
import { NO_SESSION, SIGNED_IN } from "../../src/migration/outcome.js";
import { transition } from "../../src/migration/transition.js";
import { after, OWN, replyOf } from "./events.js";
import { ABSENT, factsOf, journalOf, OTHER_REF, PRESENT, stoneOf, UNKNOWN } from "./facts.js";

const EMPTY: Event = { type: "storage", facts: factsOf() };
const HELD: Event = { type: "legacy", legacy: PRESENT };
const STORED: Event = { type: "storage", facts: factsOf({ sid: "sid-9", journal: journalOf() }) };
const GRANTED: Event = { type: "granted" };

const loading = after();
const reading = after(EMPTY);
const waiting = after(EMPTY, HELD);
const exchanging = after(EMPTY, HELD, GRANTED, EMPTY, HELD);
const installing = after(EMPTY, HELD, GRANTED, EMPTY, HELD, { type: "reply", reply: replyOf() });
const unverified = replyOf({}, { verified: false });
const MIGRATED = { status: "migrated", session: "authgear", userID: "user-a", legacy: "ending" };

/** The next place and the effects by name, in their order. */
function step(run: Run, event: Event): [At, ...string[]] {
  const [next, effects] = transition(run, event);
  return [next.at, ...effects.map((effect) => effect.do)];
}

function published(run: Run, event: Event): unknown[] {
  return transition(run, event)[1].flatMap((effect) => (effect.do === "publish" ? [effect.state] : []));
}

describe("load", () => {
  test("starts with token key and marker, in every case (R1)", () => {
    expect(step({ at: "idle" }, { type: "start" })).toEqual(["load", "readStorage"]);
    expect(step({ at: "idle" }, { type: "retry" })).toEqual(["load", "readStorage"]);
  });

  test("the legacy provider is asked after storage", () => {
    expect(step(loading, EMPTY)).toEqual(["reading", "readLegacy"]);
  });

  test("the table says go: waiting-lock, and nothing else before the lock", () => {
    expect(step(reading, HELD)).toEqual(["waiting-lock", "lock"]);
  });

  test("ours beside a tombstone: deleted before anybody is told, then delivered", () => {
    const facts = factsOf({ sid: "sid-1", marker: { v: 1, tombstone: [stoneOf({ pending: 1 })] } });
    const event: Event = { type: "storage", facts };
    expect(step(loading, event)).toEqual(["signing-out", "unlock", "removeSignedOut", "publish", "deliver"]);
    expect(published(loading, event)).toEqual([NO_SESSION]);
  });

  test("another session beside a pending tombstone: signed-in, delivered behind the app, no proof", () => {
    const facts = factsOf({ sid: "sid-9", marker: { v: 1, tombstone: [stoneOf({ pending: 1 })] } });
    const event: Event = { type: "storage", facts };
    expect(step(loading, event)).toEqual(["signing-out", "unlock", "publish", "deliver"]);
    expect(published(loading, event)).toEqual([SIGNED_IN]);
  });

  test("our session with work left: signed-in, then its proof", () => {
    const facts = factsOf({ sid: "sid-1", marker: { v: 1, open: 1 }, journal: journalOf() });
    expect(step(loading, { type: "storage", facts })).toEqual(["installed", "unlock", "publish", "prove"]);
  });

  test("a session of unknown origin: signed-in at once, and the provider is asked behind the app", () => {
    expect(step(loading, STORED)).toEqual(["reading", "unlock", "publish", "readLegacy"]);
  });

  test("the outcome is published once, however much is read behind it", () => {
    const behind = after(STORED);
    expect(step(behind, { type: "legacy", legacy: ABSENT })).toEqual(["idle", "unlock"]);
    expect(step(behind, { type: "legacy", legacy: UNKNOWN })).toEqual(["idle", "unlock"]);
    expect(step(behind, { type: "legacy", legacy: OTHER_REF })).toEqual(["installed", "unlock", "prove"]);
  });

  test("done for this legacy session: forget again, nothing else (R4)", () => {
    const facts = factsOf({ sid: "sid-9", marker: { v: 1, done: "ref-a" } });
    expect(step(after({ type: "storage", facts }), HELD)).toEqual(["idle", "forget", "unlock"]);
  });

  test("open, journal lost, legacy absent: the marker is closed", () => {
    const facts = factsOf({ sid: "sid-9", marker: { v: 1, open: 1 } });
    const run = after({ type: "storage", facts });
    expect(transition(run, { type: "legacy", legacy: ABSENT })[1]).toContainEqual({
      do: "record",
      as: "closed",
    });
  });

  test("nobody and nothing: no-session", () => {
    expect(step(reading, { type: "legacy", legacy: ABSENT })).toEqual(["idle", "unlock", "publish"]);
    expect(published(reading, { type: "legacy", legacy: ABSENT })).toEqual([NO_SESSION]);
  });

  test("a provider that cannot tell: kept / try-later, session unknown (D1)", () => {
    const [state] = published(reading, { type: "legacy", legacy: UNKNOWN });
    expect(state).toMatchObject({ status: "kept", session: "unknown", reason: "try-later" });
  });
});

describe("waiting-lock", () => {
  test("granted: the table again, inside", () => {
    expect(step(waiting, GRANTED)).toEqual(["load", "readStorage"]);
    expect(step(after(EMPTY, HELD, GRANTED), EMPTY)).toEqual(["reading", "readLegacy"]);
    expect(step(after(EMPTY, HELD, GRANTED, EMPTY), HELD)).toEqual(["exchanging", "exchange"]);
  });

  test("granted, a token is there by now: the lock is given back before anybody is told (L9)", () => {
    const inside = after(EMPTY, HELD, GRANTED);
    expect(step(inside, STORED)).toEqual(["reading", "unlock", "publish", "readLegacy"]);
    expect(transition(inside, STORED)[0].locked).toBe(false);
  });

  test("deadline: storage once more; a token is signed-in, else kept / try-later (T2)", () => {
    const denied: Event = { type: "denied" };
    expect(step(waiting, denied)).toEqual(["load", "readStorage"]);
    const late = after(EMPTY, HELD, denied);
    expect(published(late, STORED)).toEqual([SIGNED_IN]);
    expect(published(late, EMPTY)).toMatchObject([
      { status: "kept", session: "legacy", reason: "try-later", error: { code: "lock-timeout" } },
    ]);
    expect(step(late, EMPTY)).toEqual(["idle", "unlock", "publish"]);
  });
});

describe("installing", () => {
  test("read-back equal, epoch same: lock released, container configured, migrated, then the proof", () => {
    const event: Event = { type: "wrote", result: "ours" };
    expect(step(installing, event)).toEqual(["installed", "unlock", "adopt", "publish", "prove"]);
    expect(published(installing, event)).toEqual([MIGRATED]);
  });

  test("not verified by the server: proven before it settles", () => {
    const run = after(EMPTY, HELD, GRANTED, EMPTY, HELD, { type: "reply", reply: unverified });
    expect(step(run, { type: "wrote", result: "ours" })).toEqual(["installed", "unlock", "adopt", "prove"]);
    expect(transition(run, { type: "wrote", result: "ours" })[0].settled).toBe(false);
  });

  test("legacy_revocation none: migrated says that the legacy session is kept", () => {
    const reply = replyOf({ legacy_revocation: "none" });
    const run = after(EMPTY, HELD, GRANTED, EMPTY, HELD, { type: "reply", reply });
    expect(published(run, { type: "wrote", result: "ours" })).toMatchObject([{ legacy: "kept" }]);
  });

  test("another sid is stored by now: signed-in, own session signed out while the lock is held", () => {
    const event: Event = { type: "wrote", result: "other" };
    expect(step(installing, event)).toEqual(["idle", "endOwn", "unlock", "publish"]);
    expect(published(installing, event)).toEqual([SIGNED_IN]);
  });

  test("a token was stored before the write: signed-in", () => {
    expect(published(installing, { type: "wrote", result: "stored" })).toEqual([SIGNED_IN]);
  });

  test("nothing stored, write refused: kept / try-later, storage-unavailable (S1)", () => {
    expect(published(installing, { type: "wrote", result: "refused" })).toMatchObject([
      { status: "kept", session: "legacy", reason: "try-later", error: { code: "storage-unavailable" } },
    ]);
  });

  test("epoch moved: no-session, own session signed out (R3)", () => {
    const event: Event = { type: "wrote", result: "signed-out" };
    expect(step(installing, event)).toEqual(["idle", "endOwn", "unlock", "publish"]);
    expect(published(installing, event)).toEqual([NO_SESSION]);
  });
});

describe("budget", () => {
  const inReading: Event = { type: "budget", stored: false };

  test("over while the provider is asked: kept / try-later, session unknown", () => {
    const [run, effects] = transition(reading, inReading);
    expect(effects).toMatchObject([
      { do: "publish", urgent: true, state: { status: "kept", session: "unknown", reason: "try-later" } },
      { do: "unlock" },
    ]);
    expect(run).toMatchObject({ at: "idle", settled: true, locked: false });
  });

  test("over while the exchange is asked: kept / try-later, session legacy; a 200 after that is dropped", () => {
    expect(published(exchanging, inReading)).toMatchObject([
      { status: "kept", session: "legacy", reason: "try-later", error: { code: "timeout" } },
    ]);
    const [run] = transition(exchanging, inReading);
    expect(transition(run, { type: "reply", reply: replyOf() })).toEqual([run, []]);
    expect(transition(run, { type: "wrote", result: "ours" })).toEqual([run, []]);
  });

  test("over, a token is stored: signed-in", () => {
    expect(published(exchanging, { type: "budget", stored: true })).toEqual([SIGNED_IN]);
  });
});

describe("sign-out", () => {
  const states: At[] = ["idle", "load", "reading", "waiting-lock", "exchanging", "installing", "installed"];
  const late: At[] = ["taking-out", "aging", "confirming", "revoking", "retiring", "revoke-sent"];
  const last: At[] = ["signing-out", "legacy-out"];

  test.for([...states, ...late, ...last])("in %s: locally first, then told, then the server (R9)", (at) => {
    const [run, effects] = transition({ ...installing, at }, { type: "sign-out", own: OWN });
    expect(effects).toEqual([
      { do: "unlock" },
      { do: "signOut", own: OWN },
      { do: "publish", state: NO_SESSION },
      { do: "deliver" },
    ]);
    expect(run).toEqual({ at: "signing-out", settled: true, locked: false, legacy: PRESENT });
  });

  test.for([...states, ...late, ...last])("seen from another tab in %s: stops, and says so (O1)", (at) => {
    const [run, effects] = transition({ ...installing, at }, { type: "signed-out-elsewhere" });
    expect(effects).toEqual([{ do: "unlock" }, { do: "publish", state: NO_SESSION }]);
    expect(run).toEqual({ at: "idle", settled: true, locked: false });
  });
});
