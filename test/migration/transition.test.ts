import { describe, expect, test } from "vitest";
import { BACK_OFF } from "../../src/migration/deadlines.js";
import type { At, Event, Run } from "../../src/migration/machine.js";
import { NO_SESSION, SIGNED_IN } from "../../src/migration/outcome.js";
import { transition } from "../../src/migration/transition.js";
import type { ProblemType } from "../../src/protocol/problem.js";
import { after, OWN, problemOf, replyOf } from "./events.js";
import { ABSENT, factsOf, journalOf, NOW, OTHER_REF, PRESENT, stoneOf, UNKNOWN } from "./facts.js";

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

describe("exchanging", () => {
  test("200: installing, with the session id in hand", () => {
    const [run, effects] = transition(exchanging, { type: "reply", reply: replyOf() });
    expect(run).toMatchObject({ at: "installing", sid: "sid-1", verified: true });
    expect(effects).toEqual([{ do: "install", reply: replyOf() }]);
  });

  test("in-progress: waits as long as the server says, then asks again with the same key", () => {
    const event = problemOf("in-progress", { retryAfter: 1 });
    expect(transition(exchanging, event)[1]).toEqual([{ do: "wait", seconds: 1 }]);
    expect(step(after(EMPTY, HELD, GRANTED, EMPTY, HELD, event), { type: "waited" })).toEqual([
      "exchanging",
      "exchange",
    ]);
  });

  test("lost: storage once more, then kept / try-later, remembered before it is told", () => {
    const lost: Event = { type: "lost", code: "timeout" };
    expect(step(exchanging, lost)).toEqual(["load", "readStorage"]);
    const [run] = transition(exchanging, lost);
    expect(step(run, EMPTY)).toEqual(["idle", "remember", "unlock", "publish"]);
    expect(published(run, EMPTY)).toMatchObject([
      { status: "kept", session: "legacy", reason: "try-later", error: { code: "timeout", retryable: true } },
    ]);
    expect(published(run, STORED)).toEqual([SIGNED_IN]);
    expect(step(run, STORED)).toEqual(["idle", "unlock", "publish"]);
  });

  test("key-lost: storage again inside the lock, then one exchange that replaces the number it named (R4)", () => {
    const [read, effects] = transition(exchanging, problemOf("key-lost", { attempt: 3 }));
    expect([read.at, effects, read.locked]).toEqual(["load", [{ do: "readStorage" }], true]);
    const [again] = transition(read, EMPTY);
    const [run, next] = transition(again, HELD);
    expect([run.at, run.replaces, next]).toEqual(["exchanging", 3, [{ do: "exchange" }]]);
  });

  test("key-lost, a token is there by now: replaces is never sent (R4)", () => {
    const [read] = transition(exchanging, problemOf("key-lost", { attempt: 3 }));
    expect(published(read, STORED)).toEqual([SIGNED_IN]);
  });

  test("the same number twice: gives up until the next load (R4)", () => {
    const twice = { ...exchanging, replaces: 3 };
    const [run] = transition(twice, problemOf("key-lost", { attempt: 3 }));
    expect(step(run, EMPTY)).toEqual(["idle", "remember", "unlock", "publish"]);
    expect(published(run, EMPTY)).toMatchObject([{ status: "kept", reason: "try-later" }]);
    expect(step({ at: "idle" }, { type: "retry" })).toEqual(["load", "readStorage"]);
  });

  test("another number goes once more; key-lost without a number does not", () => {
    const twice = { ...exchanging, replaces: 3 };
    expect(transition(twice, problemOf("key-lost", { attempt: 5 }))[0].replaces).toBe(5);
    expect(transition(exchanging, problemOf("key-lost"))[0].otherwise).toBeDefined();
  });

  test("signed-out: no-session, done is written; a stored token wins", () => {
    const [run] = transition(exchanging, problemOf("signed-out"));
    expect(transition(run, EMPTY)[1]).toEqual([
      { do: "record", as: "done" },
      { do: "unlock" },
      { do: "publish", state: NO_SESSION },
    ]);
    expect(step(run, STORED)).toEqual(["idle", "unlock", "publish"]);
    expect(published(run, STORED)).toEqual([SIGNED_IN]);
  });

  test("already-migrated: needs-user / login, session none, done; no way to revoke from here (R12)", () => {
    const [run] = transition(exchanging, problemOf("already-migrated"));
    expect(transition(run, EMPTY)[1]).toEqual([
      { do: "record", as: "done" },
      { do: "unlock" },
      { do: "publish", state: { status: "needs-user", session: "none", reason: "login" } },
    ]);
  });

  test("expired-token: one fresh token from the provider, one retry, then kept / refused (D4)", () => {
    const [fresh, effects] = transition(exchanging, problemOf("expired-token"));
    expect([fresh.at, effects]).toEqual(["reading", [{ do: "readLegacy", fresh: true }]]);
    const [again, retry] = transition(fresh, { type: "legacy", legacy: OTHER_REF });
    expect([again.at, retry]).toEqual(["exchanging", [{ do: "exchange" }]]);
    const [twice] = transition(again, problemOf("expired-token"));
    expect(published(twice, EMPTY)).toMatchObject([{ status: "kept", session: "legacy", reason: "refused" }]);
    expect(step(twice, EMPTY)).toEqual(["idle", "remember", "unlock", "publish"]);
  });

  const permanent: [ProblemType, reason: string, pause: number][] = [
    ["invalid-token", "refused", BACK_OFF],
    ["user-not-found", "refused", BACK_OFF],
    ["user-unusable", "refused", BACK_OFF],
    ["account-mismatch", "refused", BACK_OFF],
    ["not-eligible", "refused", BACK_OFF],
    ["not-selected", "not-selected", BACK_OFF],
    ["migration-disabled", "not-selected", BACK_OFF],
    ["migration-closed", "not-selected", BACK_OFF],
  ];
  test.for(permanent)("%s: kept / %s, remembered for a day (D7)", ([type, reason, pause]) => {
    const [run] = transition(exchanging, problemOf(type));
    const [remember] = transition(run, EMPTY)[1];
    expect(remember).toEqual({
      do: "remember",
      answer: { status: "kept", reason, code: type },
      retryAfter: pause / 1_000,
    });
    expect(published(run, EMPTY)).toMatchObject([
      { status: "kept", session: "legacy", reason, retryAt: new Date(NOW + pause) },
    ]);
  });

  const passing: ProblemType[] = ["rate-limited", "upstream-unavailable"];
  test.for(passing)("%s: kept / try-later, for as long as the server says (X3)", (type) => {
    const [run] = transition(exchanging, problemOf(type, { retryAfter: 86_400 * 365 }));
    expect(transition(run, EMPTY)[1][0]).toMatchObject({ do: "remember", retryAfter: 86_400 * 365 });
    expect(published(run, EMPTY)).toMatchObject([
      { status: "kept", reason: "try-later", retryAt: new Date(NOW + BACK_OFF) },
    ]);
  });

  const integrator: ProblemType[] = ["invalid-request", "unsupported-protocol", "forbidden-origin"];
  test.for(integrator)("%s: kept / refused, asked again on the next load", (type) => {
    const [run] = transition(exchanging, problemOf(type));
    expect(published(run, EMPTY)).toMatchObject([{ status: "kept", session: "legacy", reason: "refused" }]);
  });

  test("interaction-required: needs-user with the server's words, session legacy", () => {
    const event = problemOf("interaction-required", { reason: "accept-terms", loginHint: "a@example.com" });
    expect(published(transition(exchanging, event)[0], EMPTY)).toEqual([
      { status: "needs-user", session: "legacy", reason: "accept-terms", loginHint: "a@example.com" },
    ]);
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
