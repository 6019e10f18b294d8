import type { At, Effect, Run, Step } from "./machine.js";
import type { MigrationOutcome } from "./state.js";

const UNLOCK: Effect = { do: "unlock" };
export const READ: Effect = { do: "readStorage" };

export function publish(state: MigrationOutcome): Effect {
  return { do: "publish", state };
}

/** On to another place. */
export function to(run: Run, at: At, ...effects: Effect[]): Step {
  return [{ ...run, at }, effects];
}

/** The same, outside the lock. Whatever listens to what comes after may call back (L9). */
export function outside(run: Run, at: At, ...effects: Effect[]): Step {
  return to({ ...run, locked: false }, at, UNLOCK, ...effects);
}

/** Ends the run on this page, behind the app: the journal keeps what a later load goes on from. */
export function rest(run: Run, ...effects: Effect[]): Step {
  return to({ ...run, locked: false }, "idle", ...effects, UNLOCK);
}

/** Publishes an outcome; with effects before it, while the lock is still held. */
export function settle(run: Run, outcome: MigrationOutcome, ...effects: Effect[]): Step {
  return to({ ...run, settled: true, locked: false }, "idle", ...effects, UNLOCK, publish(outcome));
}

/** Settles, or rests where the app was told something already. */
export function conclude(run: Run, outcome: MigrationOutcome): Step {
  return run.settled ? rest(run) : settle(run, outcome);
}
