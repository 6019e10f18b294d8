import type { Problem } from "../protocol/parse-problem.js";
import { behind } from "./behind.js";
import { BACK_OFF } from "./deadlines.js";
import { decide, type Verdict } from "./decide.js";
import type { Effect, Event, Run, Step } from "./machine.js";
import { sidOf } from "./marker.js";
import { answerTo, kept, NO_SESSION, outcomeOf, SIGNED_IN } from "./outcome.js";
import { outside, publish, rest, settle, to } from "./step.js";
import type { MigrationOutcome } from "./state.js";

const READ: Effect = { do: "readStorage" };

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
      return run.settled ? rest(run) : settle(run, outcome ?? SIGNED_IN);
  }
}

/** Reads storage once more: a token that is there by now wins over any answer. */
function unlessStored(run: Run, outcome: MigrationOutcome, ...effects: Effect[]): Step {
  return to({ ...run, otherwise: [outcome, ...effects] }, "load", READ);
}

function refused(run: Run, problem: Problem): Step {
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

function exchanging(run: Run, event: Event): Step | undefined {
  switch (event.type) {
    case "waited":
      return to(run, "exchanging", { do: "exchange" });
    case "problem":
      return refused(run, event.problem);
    case "lost": {
      const { code } = event;
      const answer = { status: "kept", reason: "try-later", code } as const;
      return unlessStored(run, kept(code, "exchange"), { do: "remember", answer });
    }
    case "reply": {
      const { reply } = event;
      const legacy = reply.legacy_revocation === "none" ? "kept" : "ending";
      const migrated = { status: "migrated", session: "authgear", userID: reply.user.sub, legacy } as const;
      const sid = sidOf(reply.session.refresh_token);
      const { verified } = reply.session;
      return to({ ...run, sid, migrated, verified }, "installing", { do: "install", reply });
    }
    default:
      return undefined;
  }
}

function installing(run: Run, event: Event): Step | undefined {
  if (event.type !== "wrote") return undefined;
  const { verified = false, migrated } = run;
  switch (event.result) {
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

function before(run: Run, event: Event): Step | undefined {
  const { facts, otherwise } = run;
  switch (run.at) {
    case "idle":
      return event.type === "start" || event.type === "retry" ? to({ at: "idle" }, "load", READ) : undefined;
    case "load":
      if (event.type !== "storage") return undefined;
      // A sign-out in between counts for more than any answer: then the table speaks again.
      if (otherwise && event.facts.marker.epoch === facts?.marker.epoch)
        return event.facts.sid ? settle(run, SIGNED_IN) : settle(run, ...otherwise);
      return follow({ ...run, otherwise: undefined, facts: event.facts }, decide(event.facts));
    case "reading":
      if (event.type !== "legacy" || !facts) return undefined;
      return follow({ ...run, legacy: event.legacy }, decide(facts, event.legacy));
    case "waiting-lock":
      if (event.type === "granted") return to({ ...run, locked: true }, "load", READ);
      return event.type === "denied" ? unlessStored(run, kept("lock-timeout", "lock")) : undefined;
    case "exchanging":
      return exchanging(run, event);
    case "installing":
      return installing(run, event);
    default:
      return behind(run, event);
  }
}

/** The machine: pure, total, synchronous. A pair that is not in the tables changes nothing. */
export function transition(run: Run, event: Event): Step {
  if (event.type === "sign-out") {
    const { own } = event;
    const out: Run = { at: "idle", settled: true, ...(run.legacy && { legacy: run.legacy }) };
    return outside(out, "signing-out", { do: "signOut", own }, publish(NO_SESSION), { do: "deliver" });
  }
  if (event.type === "signed-out-elsewhere") return settle({ at: "idle" }, NO_SESSION);
  if (event.type === "budget") {
    const known = run.legacy?.is === "present";
    const late = known ? kept("timeout", "exchange") : kept("timeout", "read", { session: "unknown" });
    const [next] = settle(run, late);
    const state = event.stored ? SIGNED_IN : late;
    return [next, [{ do: "publish", state, urgent: true }, { do: "unlock" }]];
  }
  return before(run, event) ?? [run, []];
}
