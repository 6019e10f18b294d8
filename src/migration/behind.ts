import { sameLegacy } from "./facts.js";
import type { Effect, Event, Run, Step } from "./machine.js";
import { kept, SIGNED_IN } from "./outcome.js";
import { outside, publish, rest, settle, to } from "./step.js";

const LOCK: Effect = { do: "lock" };
const READ: Effect = { do: "readStorage" };

/** Ends the run, and says what became of the legacy session on the page that migrated. */
function finish(run: Run, legacy: "kept" | "ended"): Step {
  const told = run.migrated ? [publish({ ...run.migrated, legacy })] : [];
  const [next, effects] = rest(run, { do: "record", as: legacy === "kept" ? legacy : "done" });
  return [next, [...effects, ...told]];
}

/** Nothing of the legacy session is left in this browser. Storage that its logout wiped is put right first (R10). */
function forget(run: Run): Step {
  const [next, effects] = finish(run, "ended");
  return [next, [{ do: "forget" }, { do: "restore" }, ...effects]];
}

function installed(run: Run, event: Event): Step | undefined {
  const { settled, migrated, foreign } = run;
  switch (event.type) {
    case "proven": {
      const told = !settled && migrated ? [publish(migrated)] : [];
      return to(
        { ...run, settled: true, proof: event.proof },
        "aging",
        ...told,
        { do: "tell" },
        { do: "age" },
      );
    }
    case "unproven":
      return settled ? rest(run) : settle(run, kept("not-proven", "prove"));
    case "vanished":
      // Somebody else's token, or none: what that means is for the load table.
      return settled ? rest(run) : to({ at: "load" }, "load", READ);
    case "refused":
      return foreign ? rest(run) : to(run, "taking-out", { do: "takeOut" });
    default:
      return undefined;
  }
}

function confirming(run: Run, event: Event): Step | undefined {
  switch (event.type) {
    case "answered": {
      const ending = event.legacy;
      if (ending === "pending") return rest(run, { do: "record", as: "revoke-pending" });
      if (ending === "none") return finish(run, "kept");
      return to({ ...run, ending }, "revoking", { do: "record", as: "confirmed" }, LOCK);
    }
    case "problem": {
      const { type, attempt = 0 } = event.problem;
      // Not of this legacy session: the user signed in the new way (R11).
      return run.foreign && type === "session-mismatch"
        ? to({ ...run, retire: attempt }, "revoking", LOCK)
        : rest(run);
    }
    case "lost":
    case "vanished":
      return rest(run);
    default:
      return undefined;
  }
}

/** The last look before anything of the legacy provider is ended: everything is read again under the lock (R7). */
function revoking(run: Run, event: Event): Step | undefined {
  const { facts, legacy, sid, asked, foreign, retire, ending, proof } = run;
  switch (event.type) {
    case "granted":
      return to({ ...run, locked: true }, "revoking", READ);
    case "denied":
      return rest(run);
    case "storage": {
      const { aged, marker } = event.facts;
      // Signed out in between, without a word: the load table knows what that means.
      if (facts && marker.epoch !== facts.marker.epoch) return to({ at: "load", locked: true }, "load", READ);
      const holds = event.facts.sid === sid && aged && !marker.tombstone?.[0];
      return holds ? to({ ...run, facts: event.facts }, "revoking", { do: "readLegacy" }) : rest(run);
    }
    case "legacy": {
      const { is, ref } = event.legacy;
      if (is === "absent" && retire === undefined) return finish(run, "ended");
      if (is !== "present" || !proof) return rest(run);
      // Another credential proves nothing: it may be the same session, refreshed. The server can tell (R13).
      const same = asked || foreign ? legacy?.ref === ref : sameLegacy(facts?.journal?.legacyRef, ref);
      if (!same && !asked && !foreign) {
        const again = { ...run, asked: true, legacy: event.legacy };
        return outside(again, "confirming", { do: "confirm", by: "credential" });
      }
      if (!same) return rest(run);
      if (retire !== undefined) return to(run, "retiring", { do: "retire", attempt: retire });
      return ending === "done" ? forget(run) : to(run, "revoke-sent", { do: "revoke", proof });
    }
    default:
      return undefined;
  }
}

function retiring(run: Run, event: Event): Step | undefined {
  if (event.type !== "answered")
    return event.type === "lost" || event.type === "problem" ? rest(run) : undefined;
  const ending = event.legacy;
  if (ending === "none") return finish(run, "kept");
  return ending === "pending"
    ? finish(run, "ended")
    : to({ ...run, retire: undefined, ending }, "revoking", READ);
}

/** The part of the machine behind the running app, from the browser's proof on, and signing out. */
export function behind(run: Run, event: Event): Step | undefined {
  const { type } = event;
  switch (run.at) {
    case "installed":
      return installed(run, event);
    case "taking-out":
      if (type === "taken") return settle(run, kept("session-refused", "prove"));
      if (type !== "left") return undefined;
      return run.settled ? rest(run) : settle(run, SIGNED_IN);
    case "aging":
      if (type === "vanished") return rest(run);
      if (type !== "aged") return undefined;
      return to(run, "confirming", run.foreign ? { do: "confirm", by: "credential" } : { do: "confirm" });
    case "confirming":
      return confirming(run, event);
    case "revoking":
      return revoking(run, event);
    case "retiring":
      return retiring(run, event);
    case "revoke-sent":
      if (type === "revoked") return forget(run);
      if (type === "revoke-unsupported") return finish(run, "kept");
      if (type === "vanished") return rest(run);
      return type === "revoke-failed" ? rest(run, { do: "record", as: "revoke-pending" }) : undefined;
    case "signing-out":
      return type === "delivered"
        ? to(run, "legacy-out", { do: "endLegacy", out: event.out }, { do: "seal" })
        : undefined;
    case "legacy-out":
      return type === "ended" ? rest({ ...run, out: event.out }) : undefined;
    default:
      return undefined;
  }
}
