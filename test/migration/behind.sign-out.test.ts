import { describe, expect, test } from "vitest";
import type { At, Event, Run } from "../../src/migration/machine.js";
import { transition } from "../../src/migration/transition.js";
import { after, answered, OWN, problemOf, PROOF, replyOf } from "./events.js";
import { ABSENT, factsOf, OTHER_REF, PRESENT, UNKNOWN } from "./facts.js";

const EMPTY: Event = { type: "storage", facts: factsOf() };
const HELD: Event = { type: "legacy", legacy: PRESENT };
const GRANTED: Event = { type: "granted" };
const OURS: Event = { type: "wrote", result: "ours" };
const PROVEN: Event = { type: "proven", proof: PROOF };
const AGED: Event = { type: "aged" };
const LOST: Event = { type: "lost", code: "network" };

const written = [EMPTY, HELD, GRANTED, EMPTY, HELD, { type: "reply", reply: replyOf() }, OURS] as const;
const confirming = after(...written, PROVEN, AGED);

const beside: Event = { type: "storage", facts: factsOf({ sid: "sid-1", aged: true }) };
const foreign = after(beside, HELD);
const foreignConfirming = after(beside, HELD, PROVEN, AGED);
const mismatch = problemOf("session-mismatch", { attempt: 0 });
const retireRead = after(beside, HELD, PROVEN, AGED, mismatch, GRANTED, beside);
const retiring = after(beside, HELD, PROVEN, AGED, mismatch, GRANTED, beside, HELD);

function step(run: Run, event: Event): [At, ...string[]] {
  const [next, effects] = transition(run, event);
  return [next.at, ...effects.map((effect) => (effect.do === "record" ? `record ${effect.as}` : effect.do))];
}

describe("retiring (R11)", () => {
  test("the session beside it is proven and aged first, then confirmed by the legacy credential", () => {
    expect(step(after(beside), HELD)).toEqual(["installed", "unlock", "prove"]);
    expect(step(foreign, PROVEN)).toEqual(["aging", "tell", "age"]);
    expect(transition(after(beside, HELD, PROVEN), AGED)[1]).toEqual([{ do: "confirm", by: "credential" }]);
  });

  test("200: it came from this legacy session after all, on as after confirm", () => {
    expect(step(foreignConfirming, answered("client"))).toEqual(["revoking", "record confirmed", "lock"]);
  });

  test("only session-mismatch goes on; a row or none, storage and provider again inside the lock", () => {
    expect(step(foreignConfirming, mismatch)).toEqual(["revoking", "lock"]);
    expect(transition(retireRead, HELD)[1]).toEqual([{ do: "retire", attempt: 0 }]);
    expect(step(foreignConfirming, problemOf("already-migrated"))).toEqual(["idle", "unlock"]);
    expect(step(foreignConfirming, LOST)).toEqual(["idle", "unlock"]);
  });

  test.for([OTHER_REF, ABSENT, UNKNOWN])("provider says %j: nothing is retired", (legacy) => {
    expect(step(retireRead, { type: "legacy", legacy })).toEqual(["idle", "unlock"]);
  });

  test("storage says another session: nothing is retired", () => {
    const run = after(beside, HELD, PROVEN, AGED, mismatch, GRANTED);
    const facts = factsOf({ sid: "sid-9", aged: true });
    expect(step(run, { type: "storage", facts })).toEqual(["idle", "unlock"]);
  });

  test("200: storage once more, then revoke and forget as the answer says", () => {
    expect(step(retiring, answered("client"))).toEqual(["revoking", "readStorage"]);
    const [run] = transition(retiring, answered("client"));
    const [again] = transition(run, beside);
    expect(step(again, HELD)).toEqual(["revoke-sent", "revoke"]);
    const [sentNow] = transition(again, HELD);
    expect(step(sentNow, { type: "revoked" })).toEqual([
      "idle",
      "forget",
      "restore",
      "record done",
      "unlock",
    ]);
  });

  test("200, done: forgotten here; none: kept; pending: never twice", () => {
    const [run] = transition(retiring, answered("done"));
    expect(step(transition(run, beside)[0], HELD)).toEqual([
      "idle",
      "forget",
      "restore",
      "record done",
      "unlock",
    ]);
    expect(step(retiring, answered("none"))).toEqual(["idle", "record kept", "unlock"]);
    expect(step(retiring, answered("pending"))).toEqual(["idle", "record done", "unlock"]);
  });

  test.for([LOST, mismatch, problemOf("rate-limited")])("not answered with 200: idle (%j)", (event) => {
    expect(step(retiring, event)).toEqual(["idle", "unlock"]);
  });
});

describe("signing out (R9)", () => {
  const [signingOut] = transition(confirming, { type: "sign-out", own: OWN });
  const out = { legacy: "ended", authgear: "ended" } as const;

  test("server answered or not: the legacy session, then the local part again under the lock", () => {
    expect(step(signingOut, { type: "delivered", out })).toEqual(["legacy-out", "endLegacy", "seal"]);
  });

  test("then idle, with what became of both sessions", () => {
    const [run] = transition(signingOut, { type: "delivered", out });
    expect(transition(run, { type: "ended", out })[0]).toMatchObject({ at: "idle", out });
  });
});
