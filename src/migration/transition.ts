import { BEHIND } from "./behind.js";
import { BACK_OFF } from "./deadlines.js";
import { decide, type Verdict } from "./decide.js";
import type { Effect, Event, Run, Step, Table, Turns } from "./machine.js";
import { sidOf } from "./marker.js";
import { answerTo, kept, NO_SESSION, outcomeOf, SIGNED_IN } from "./outcome.js";
import { conclude, outside, publish, READ, rest, settle, to } from "./step.js";
import type { MigrationOutcome } from "./state.js";

/** Goes where the load table points. */
function follow(run: Run, { settle: outcome, go }: Verdict): Step {
  const told = outcome && !run.settled ? [publish(outcome)] : [];
  const next = { ...run, settled: !!run.settled || !!outcome };
  const mine = { ...next, sid: run.facts?.sid };
  switch (go) {
    case "exchange":
      return run.locked ? to(run, "exchanging", { do: "exchange" }) : to(run, "waiting-lock", { do: "lock" });
    case "read":
      return (outcome ? outside : to)(next, "reading", ...told, { do: "readLegacy" });
    case "resume":
      return outside(mine, "installed", ...told, { do: "prove" });
    case "retire":
      return outside({ ...mine, foreign: true }, "installed", ...told, { do: "prove" });
    case "remove":
      return outside(next, "signing-out", { do: "removeSignedOut" }, ...told, { do: "deliver" });
    case "deliver":
      return outside(next, "signing-out", ...told, { do: "deliver" });
    case "forget":
      return rest(next, ...told, { do: "forget" });
    case "close":
      return rest(next, ...told, { do: "record", as: "closed" });
    default:
      return conclude(run, outcome ?? SIGNED_IN);
  }
}

/** Reads storage once more: a token that is there by now wins over any answer. */
function unlessStored(run: Run, outcome: MigrationOutcome, ...effects: Effect[]): Step {
  return to({ ...run, otherwise: [outcome, ...effects] }, "load", READ);
}

function refused(run: Run, { problem }: Event & { type: "problem" }): Step {
  const { type, kind, attempt, retryAfter } = problem;
  if (type === "in-progress") return to(run, "exchanging", { do: "wait", seconds: retryAfter });
  if (type === "key-lost" && attempt !== undefined && attempt !== run.replaces) {
    return to({ ...run, replaces: attempt }, "load", READ);
  }
  if (kind === "refreshable" && !run.refreshed) {
    return to({ ...run, refreshed: true }, "reading", { do: "readLegacy", fresh: true });
  }
  if (kind === "signed-out") return unlessStored(run, NO_SESSION, { do: "record", as: "done" });
  if (type === "already-migrated") {
    const login: MigrationOutcome = { status: "needs-user", session: "none", reason: "login" };
    return unlessStored(run, login, { do: "record", as: "done" });
  }
  const answer = answerTo(problem);
  // A refused credential is not sent again for a day, unless it changes (D7).
  const pause = retryAfter ?? (/^(permanent|refreshable)$/.test(kind) ? BACK_OFF / 1_000 : undefined);
  const retryAt = pause && run.facts && run.facts.now + Math.min(pause * 1_000, BACK_OFF);
  return unlessStored(run, outcomeOf(answer, retryAt), { do: "remember", answer, retryAfter: pause });
}

function wrote(run: Run, { result }: Event & { type: "wrote" }): Step {
  const { verified = false, migrated } = run;
  switch (result) {
    case "ours": {
      // Proven by the server: nobody waits for the second proof, which is made from this browser.
      const told = verified && migrated ? [publish(migrated)] : [];
      return outside({ ...run, settled: verified }, "installed", { do: "adopt" }, ...told, { do: "prove" });
    }
    case "stored":
      return settle(run, SIGNED_IN);
    case "other":
      return settle(run, SIGNED_IN, { do: "endOwn" });
    case "signed-out":
      return settle(run, NO_SESSION, { do: "endOwn" });
    case "refused":
      return settle(run, kept("storage-unavailable", "install"));
  }
}

const begin = (): Step => to({ at: "idle" }, "load", READ);

const BEFORE: Table = {
  idle: { start: begin, retry: begin },
  load: {
    storage(run, { facts }) {
      const { otherwise } = run;
      // A sign-out in between counts for more than any answer: then the table speaks again.
      if (otherwise && facts.marker.epoch === run.facts?.marker.epoch)
        return facts.sid ? settle(run, SIGNED_IN) : settle(run, ...otherwise);
      return follow({ ...run, otherwise: undefined, facts }, decide(facts));
    },
  },
  reading: {
    legacy: (run, { legacy }) =>
      run.facts ? follow({ ...run, legacy }, decide(run.facts, legacy)) : [run, []],
  },
  "waiting-lock": {
    granted: (run) => to({ ...run, locked: true }, "load", READ),
    denied: (run) => unlessStored(run, kept("lock-timeout", "lock")),
  },
  exchanging: {
    waited: (run) => to(run, "exchanging", { do: "exchange" }),
    problem: refused,
    lost(run, { code }) {
      const answer = { status: "kept", reason: "try-later", code } as const;
      return unlessStored(run, kept(code, "exchange"), { do: "remember", answer });
    },
    reply(run, { reply }) {
      const { user, session, legacy_revocation } = reply;
      const legacy = legacy_revocation === "none" ? "kept" : "ending";
      const migrated = { status: "migrated", session: "authgear", userID: user.sub, legacy } as const;
      const sid = sidOf(session.refresh_token);
      return to({ ...run, sid, migrated, verified: session.verified }, "installing", {
        do: "install",
        reply,
      });
    },
  },
  installing: { wrote },
};

const ANYWHERE: Turns = {
  "sign-out": (run, { own }) => {
    const out: Run = { at: "idle", settled: true, ...(run.legacy && { legacy: run.legacy }) };
    return outside(out, "signing-out", { do: "signOut", own }, publish(NO_SESSION), { do: "deliver" });
  },
  "signed-out-elsewhere": () => settle({ at: "idle" }, NO_SESSION),
  budget(run, { stored }) {
    const known = run.legacy?.is === "present";
    const late = known ? kept("timeout", "exchange") : kept("timeout", "read", { session: "unknown" });
    const [next] = settle(run, late);
    return [next, [{ do: "publish", state: stored ? SIGNED_IN : late, urgent: true }, { do: "unlock" }]];
  },
};

/** The machine: pure, total, synchronous. A pair that is not in the tables changes nothing. */
export function transition(run: Run, event: Event): Step {
  const { type } = event;
  const turn = ANYWHERE[type] ?? (BEFORE[run.at] ?? BEHIND[run.at])?.[type];
  return (turn as ((run: Run, event: Event) => Step) | undefined)?.(run, event) ?? [run, []];
}
