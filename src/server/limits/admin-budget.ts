import { unavailable, type ServerProblem } from "../server-problem.js";
import { tokenBucket } from "./token-bucket.js";

/** Room for one exchange. */
export interface Admission {
  /** A call is made: the first two are paid for. */
  spend(): void;
  /** The exchange is over; what it did not need is given back. */
  leave(): void;
}

/**
 * The Admin API's quota, of which this instance has its part (V9). Only what begins something new asks whether there is room: a migration that
 * has begun must end, and a sign-out always may. Such calls count all the same, and what is new waits for them.
 */
export interface AdminBudget {
  admit(): Admission | { refused: ServerProblem };
  /** A call outside of every admission. */
  spend(): void;
  /** How many of so many rows may be swept now, at two calls each. */
  room(rows: number): number;
}

/** The look-up and `createSession`. */
const CALLS = 2;
/** Whoever is sent away comes back at another moment than the others. Seconds. */
const SPREAD_S = 20;
/** Nobody is sent away for longer, however many were before. Seconds. */
const LONGEST_S = 3600;

/** `perSecond` may be Infinity, `random` answers 0 up to 1. */
export function adminBudget(perSecond: number, now: () => number, random: () => number): AdminBudget {
  if (perSecond === Infinity) {
    const free: Admission = { spend: () => undefined, leave: () => undefined };
    return { admit: () => free, spend: () => undefined, room: (rows) => rows };
  }
  const bucket = tokenBucket(perSecond, Math.max(CALLS, perSecond), now);
  /** When there is room for the next one who is sent away: each of them is given a moment of their own. Milliseconds. */
  let nextTurn = 0;
  return {
    admit() {
      const wait = bucket.wait(CALLS);
      if (wait > 0) {
        const turnMs = (1000 * CALLS) / perSecond;
        nextTurn = Math.max(nextTurn + turnMs, now() + Math.max(1000, 1000 * wait));
        const retryAfter = Math.min((nextTurn - now()) / 1000, LONGEST_S) + random() * SPREAD_S;
        return { refused: { ...unavailable("admin-rate", retryAfter), problem: "rate-limited" } };
      }
      let paid = CALLS;
      bucket.take(paid);
      return {
        spend() {
          if (paid > 0) paid--;
          else bucket.take(1);
        },
        leave() {
          bucket.take(-paid);
          paid = 0;
        },
      };
    },
    spend: () => bucket.take(1),
    room: (rows) => Math.max(0, Math.min(rows, Math.floor(bucket.level() / CALLS))),
  };
}
