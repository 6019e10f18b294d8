import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { At, Effect, ProvenSession, Run } from "../../src/migration/machine.js";
import { transition } from "../../src/migration/transition.js";
import { CANARY, events, walks } from "./walks.js";

const RUNS = { numRuns: 200, seed: 20_261_121 };

describe("transition, for any events", () => {
  test("is total: any state and any event give a state and effects, and never throw", () => {
    const places: At[] = ["idle", "load", "reading", "waiting-lock", "exchanging", "installing", "installed"];
    const behind: At[] = ["taking-out", "aging", "confirming", "revoking", "retiring", "revoke-sent"];
    const at = fc.constantFrom<At>(...places, ...behind, "signing-out", "legacy-out");
    fc.assert(
      fc.property(at, walks, events, (where, { runs }, event) => {
        const [next, effects] = transition({ ...runs.at(-1), at: where }, event);
        expect(typeof next.at).toBe("string");
        expect(Array.isArray(effects)).toBe(true);
      }),
      RUNS,
    );
  });

  test("a pair that is not in the tables changes nothing", () => {
    const confirming: Run = { at: "confirming" };
    expect(transition(confirming, { type: "granted" })).toEqual([confirming, []]);
  });
});

describe("a page, for any answers", () => {
  test("gets everywhere: the walks below are about something", () => {
    const met = new Set<string>();
    for (const { runs, effects } of fc.sample(walks, { numRuns: 400, seed: 1 })) {
      for (const run of runs) met.add(run.at);
      for (const effect of effects) met.add(effect.do);
    }
    expect([...met]).toEqual(
      expect.arrayContaining(["revoke", "restore", "retire", "takeOut", "endOwn", "seal"]),
    );
  });

  test("publishes at most once in a transition, and settles exactly once before it is behind the app", () => {
    fc.assert(
      fc.property(walks, ({ steps, runs }) => {
        for (const [index, effects] of steps.entries()) {
          const published = effects.filter((effect) => effect.do === "publish").length;
          const [before, now] = [!!runs[index - 1]?.settled, !!runs[index]?.settled];
          expect(published).toBeLessThanOrEqual(1);
          expect(before || published === (now ? 1 : 0)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test("ends idle, unless an answer is still waited for", () => {
    fc.assert(
      fc.property(walks, ({ runs, waiting }) => {
        expect(waiting || runs.at(-1)?.at === "idle").toBe(true);
      }),
      RUNS,
    );
  });

  test("is settled whenever it is idle", () => {
    fc.assert(
      fc.property(walks, ({ runs }) => {
        expect(runs.filter((run) => run.at === "idle" && !run.settled)).toEqual([]);
      }),
      RUNS,
    );
  });

  test("revokes only with the proof that this run was given, and only under the lock", () => {
    fc.assert(
      fc.property(walks, ({ steps, runs, events: met }) => {
        let proof: ProvenSession | undefined;
        for (const [index, effects] of steps.entries()) {
          const event = met[index];
          if (event?.type === "start" || event?.type === "retry") proof = undefined;
          if (event?.type === "proven") proof = event.proof;
          for (const effect of effects) {
            if (effect.do !== "revoke") continue;
            expect(effect.proof).toBe(proof);
            expect(proof).toBeDefined();
            expect(runs[index]?.locked).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  test("gives the lock back before it rests, and before anybody is told (L9)", () => {
    fc.assert(
      fc.property(walks, ({ steps, runs, events: met }) => {
        let held = false;
        for (const [index, effects] of steps.entries()) {
          if (met[index]?.type === "granted") held = true;
          for (const effect of effects) {
            if (effect.do === "unlock") held = false;
            const told = effect.do === "publish" && !effect.urgent;
            expect(told && held).toBe(false);
          }
          expect(runs[index]?.locked ?? false).toBe(held);
          expect(held && runs[index]?.at === "idle").toBe(false);
        }
      }),
      RUNS,
    );
  });

  test("holds no token in its state, and shows none in an outcome or an observable event (Z10)", () => {
    fc.assert(
      fc.property(walks, ({ runs, effects }) => {
        const observable = effects.filter((effect) => effect.do !== "install" && effect.do !== "signOut");
        expect(JSON.stringify(runs)).not.toContain(CANARY);
        expect(JSON.stringify(observable)).not.toContain(CANARY);
      }),
      RUNS,
    );
  });

  test("neither installs nor adopts after a sign-out, until a new load", () => {
    fc.assert(
      fc.property(walks, ({ steps, events: met }) => {
        let out = false;
        for (const [index, effects] of steps.entries()) {
          const type = met[index]?.type;
          if (type === "sign-out" || type === "signed-out-elsewhere") out = true;
          if (type === "retry") out = false;
          const touched = effects.some(({ do: name }) => /^(install|adopt|exchange|restore)$/.test(name));
          expect(out && touched).toBe(false);
        }
      }),
      RUNS,
    );
  });
});

describe("the last door", () => {
  test("has a key that nothing but the browser's proof can make", () => {
    // @ts-expect-error A revoke without a ProvenSession does not compile.
    const withoutProof: Effect = { do: "revoke" };
    // @ts-expect-error What looks like a proof is none.
    const forged: Effect = { do: "revoke", proof: { sid: "sid-1" } };
    expect([withoutProof, forged]).toHaveLength(2);
  });
});
