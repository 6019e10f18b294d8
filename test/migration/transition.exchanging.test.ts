import { describe, expect, test } from "vitest";
import { BACK_OFF } from "../../src/migration/deadlines.js";
import type { At, Event, Run } from "../../src/migration/machine.js";
import { NO_SESSION, SIGNED_IN } from "../../src/migration/outcome.js";
import { transition } from "../../src/migration/transition.js";
import type { ProblemType } from "../../src/protocol/problem.js";
import { after, problemOf, replyOf } from "./events.js";
import { factsOf, journalOf, NOW, OTHER_REF, PRESENT } from "./facts.js";

const EMPTY: Event = { type: "storage", facts: factsOf() };
const HELD: Event = { type: "legacy", legacy: PRESENT };
const STORED: Event = { type: "storage", facts: factsOf({ sid: "sid-9", journal: journalOf() }) };
const GRANTED: Event = { type: "granted" };

const exchanging = after(EMPTY, HELD, GRANTED, EMPTY, HELD);

/** The next place and the effects by name, in their order. */
function step(run: Run, event: Event): [At, ...string[]] {
  const [next, effects] = transition(run, event);
  return [next.at, ...effects.map((effect) => effect.do)];
}

function published(run: Run, event: Event): unknown[] {
  return transition(run, event)[1].flatMap((effect) => (effect.do === "publish" ? [effect.state] : []));
}

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
