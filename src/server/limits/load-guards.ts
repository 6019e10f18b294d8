import type { AuthgearServer } from "../authgear-admin/authgear-server.js";
import type { ServerProblem } from "../server-problem.js";
import { addressLimit, type AddressLimit } from "./address-limit.js";
import { adminBudget } from "./admin-budget.js";
import { boundedQueue } from "./bounded-queue.js";
import type { LimitSettings } from "./limit-options.js";
import { limitedAuthgear } from "./limited-authgear.js";
import { unknownUsers, type UnknownUsers } from "./unknown-users.js";

/** What keeps a release day from becoming an outage (V9), of one handler. */
export interface LoadGuards {
  /** Authgear for everything outside of an exchange. */
  authgear: AuthgearServer;
  /** Authgear for one exchange, until `leave`, or why none may begin now. */
  admit(): { authgear: AuthgearServer; leave: () => void } | { refused: ServerProblem };
  /** How many of so many rows may be swept now. */
  room(rows: number): number;
  address: AddressLimit;
  unknown: UnknownUsers;
}

/** A caller has ten seconds after the fence, and each call eight: a longer wait could outlive the lease. Milliseconds. */
const LONGEST_WAIT_MS = 1000;

export function loadGuards(
  server: AuthgearServer,
  settings: LimitSettings,
  now: () => number,
  random: () => number = Math.random,
): LoadGuards {
  const { adminRate, authgearAtOnce } = settings;
  const budget = adminBudget(adminRate, now, random);
  const waiting = 4 * authgearAtOnce;
  const queue = boundedQueue({ atOnce: authgearAtOnce, waiting, longestMs: LONGEST_WAIT_MS });
  const authgear = limitedAuthgear(server, queue, () => budget.spend());
  return {
    authgear,
    admit() {
      const admission = budget.admit();
      if ("refused" in admission) return admission;
      // Without a budget there is nothing to count.
      const own = adminRate === Infinity ? authgear : limitedAuthgear(server, queue, admission.spend);
      return { authgear: own, leave: admission.leave };
    },
    room: (rows) => budget.room(rows),
    address: addressLimit(settings, now),
    unknown: unknownUsers(now),
  };
}
