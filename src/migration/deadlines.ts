// Every deadline of a run, in milliseconds. The budget, the only one that an app can change, is the front door's.

/** The legacy provider's `read`. */
export const READ: number = 2_500;
/** Waiting for another tab that holds the lock, before the run settles. */
export const LOCK: number = 2_500;
/** Waiting for the lock behind the app. */
export const LOCK_BEHIND: number = 10_000;
/** One request to the exchange endpoint, body included. */
export const REQUEST: number = 10_000;
/** The provider's `revoke` and `forget`. */
export const REVOKE: number = 10_000;
/** How long a token has to stand unchanged before it counts as on disk (S7). */
export const ON_DISK: number = 10_000;
/** Longest back-off; also what a `nextAttemptAt` from a wrong clock is cut to (L10). */
export const BACK_OFF: number = 86_400_000;
/** Shortest and longest pause before an exchange in progress is asked for again. */
export const IN_PROGRESS: readonly [number, number] = [250, 2_000];
/** Page loads over which a revocation that fails is tried again. */
export const REVOKE_LOADS = 10;
/** One operation of the journal. */
export const JOURNAL: number = 400;
