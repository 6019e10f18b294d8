import { BACK_OFF } from "./deadlines.js";
import { type Facts, type LegacyFacts, sameLegacy } from "./facts.js";
import { isPending } from "./marker.js";
import { kept, NO_SESSION, outcomeOf, SIGNED_IN } from "./outcome.js";
import type { MigrationOutcome } from "./state.js";

/** What a page load does; see the load table of the machine. */
export interface Verdict {
  /** The outcome, where it is known already. */
  settle?: MigrationOutcome;
  go?:
    | "read" // ask the legacy provider, then decide again
    | "exchange"
    | "resume" // go on behind the app: prove, age, confirm, revoke
    | "retire" // a legacy session beside a session that may not have come from it (R11)
    | "remove" // the stored token was signed out on this browser
    | "deliver" // the server does not know of a sign-out yet
    | "forget" // moved already; the legacy SDK may have written itself back
    | "close"; // nothing is left to do behind the token
}

/** The load table, first row that fits. Without `legacy` the provider was not asked yet. Pure. */
export function decide({ sid, marker, journal, now }: Facts, legacy?: LegacyFacts): Verdict {
  const { tombstone: stones = [], open } = marker;
  const done = sameLegacy(marker.done, legacy?.ref);

  if (sid) {
    const settle = SIGNED_IN;
    if (stones[0]) {
      const ours = journal?.sid === sid || stones.some((stone) => stone.sid === sid);
      if (ours) return { settle: NO_SESSION, go: "remove" };
      return isPending(marker) ? { settle, go: "deliver" } : { settle };
    }
    if (open && journal?.sid === sid) return { settle, go: "resume" };
    if (!legacy) return { settle, go: "read" };
    if (legacy.is === "present")
      return done && marker.kept ? { settle } : { settle, go: done ? "forget" : "retire" };
    return legacy.is === "absent" && open ? { settle, go: "close" } : { settle };
  }

  if (isPending(marker)) return { settle: NO_SESSION, go: "deliver" };
  if (!legacy) return { go: "read" };
  const signedOut = done || stones.some((stone) => sameLegacy(stone.legacyRef, legacy.ref));
  if (signedOut || legacy.is === "absent") return { settle: NO_SESSION };
  if (legacy.is === "unknown") {
    return { settle: stones[0] ? NO_SESSION : kept("legacy-unreadable", "read", { session: "unknown" }) };
  }
  const { nextAttemptAt = 0, last, legacyRef } = journal ?? {};
  const wait = nextAttemptAt - now;
  // A refusal is about one credential; a server that asks for patience means everybody.
  const meant = last?.reason === "try-later" || legacyRef === legacy.ref;
  // A date beyond the longest back-off was written under a wrong clock (L10).
  const early = last && meant && wait > 0 && wait <= BACK_OFF;
  return early ? { settle: outcomeOf(last, nextAttemptAt) } : { go: "exchange" };
}
