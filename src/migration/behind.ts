import { sameLegacy } from "./facts.js";
import type { Effect, Run, Step, Table } from "./machine.js";
import { kept, SIGNED_IN } from "./outcome.js";
import { conclude, outside, publish, READ, rest, settle, to } from "./step.js";

const LOCK: Effect = { do: "lock" };

/** Whatever the event says, the run ends here. */
const leave = (run: Run): Step => rest(run);

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

/** The part of the machine behind the running app, from the browser's proof on, and signing out. */
export const BEHIND: Table = {
  installed: {
    proven(run, { proof }) {
      const told = !run.settled && run.migrated ? [publish(run.migrated)] : [];
      return to({ ...run, settled: true, proof }, "aging", ...told, { do: "tell" }, { do: "age" });
    },
    unproven: (run) => conclude(run, kept("not-proven", "prove")),
    // Refused at a refresh, and taken out by the SDK: once, not again and again, unless somebody stored another.
    vanished: (run) =>
      run.settled ? rest(run) : to({ ...run, otherwise: [kept("session-refused", "prove")] }, "load", READ),
    refused: (run) => (run.foreign ? rest(run) : to(run, "taking-out", { do: "takeOut" })),
  },
  "taking-out": {
    taken: (run) => settle(run, kept("session-refused", "prove")),
    left: (run) => conclude(run, SIGNED_IN),
  },
  aging: {
    aged: (run) =>
      to(run, "confirming", run.foreign ? { do: "confirm", by: "credential" } : { do: "confirm" }),
    vanished: leave,
  },
  confirming: {
    answered(run, { legacy: ending }) {
      if (ending === "pending") return rest(run, { do: "record", as: "revoke-pending" });
      if (ending === "none") return finish(run, "kept");
      return to({ ...run, ending }, "revoking", { do: "record", as: "confirmed" }, LOCK);
    },
    problem(run, { problem: { type, attempt = 0 } }) {
      // Not of this legacy session: the user signed in the new way (R11).
      return run.foreign && type === "session-mismatch"
        ? to({ ...run, retire: attempt }, "revoking", LOCK)
        : rest(run);
    },
    lost: leave,
    vanished: leave,
  },
  // The last look before anything of the legacy provider is ended: everything is read again under the lock (R7).
  revoking: {
    granted: (run) => to({ ...run, locked: true }, "revoking", READ),
    denied: leave,
    storage(run, { facts }) {
      const { sid, aged, marker } = facts;
      // Signed out in between, without a word: the load table knows what that means.
      if (run.facts && marker.epoch !== run.facts.marker.epoch)
        return to({ at: "load", locked: true }, "load", READ);
      const holds = sid === run.sid && aged && !marker.tombstone?.[0];
      return holds ? to({ ...run, facts }, "revoking", { do: "readLegacy" }) : rest(run);
    },
    legacy(run, { legacy }) {
      const { asked, foreign, retire, proof } = run;
      const { is, ref } = legacy;
      if (is === "absent" && retire === undefined) return finish(run, "ended");
      if (is !== "present" || !proof) return rest(run);
      // Another credential proves nothing: it may be the same session, refreshed. The server can tell (R13).
      const asking = asked ?? foreign;
      const same = asking ? run.legacy?.ref === ref : sameLegacy(run.facts?.journal?.legacyRef, ref);
      if (!same) {
        if (asking) return rest(run);
        return outside({ ...run, asked: true, legacy }, "confirming", { do: "confirm", by: "credential" });
      }
      if (retire !== undefined) return to(run, "retiring", { do: "retire", attempt: retire });
      return run.ending === "done" ? forget(run) : to(run, "revoke-sent", { do: "revoke", proof });
    },
  },
  retiring: {
    answered(run, { legacy: ending }) {
      if (ending === "none") return finish(run, "kept");
      return ending === "pending"
        ? finish(run, "ended")
        : to({ ...run, retire: undefined, ending }, "revoking", READ);
    },
    lost: leave,
    problem: leave,
  },
  "revoke-sent": {
    revoked: forget,
    "revoke-unsupported": (run) => finish(run, "kept"),
    vanished: leave,
    "revoke-failed": (run) => rest(run, { do: "record", as: "revoke-pending" }),
  },
  "signing-out": {
    delivered: (run, { out }) => to(run, "legacy-out", { do: "endLegacy", out }, { do: "seal" }),
  },
  "legacy-out": {
    ended: (run, { out }) => rest({ ...run, out }),
  },
};
