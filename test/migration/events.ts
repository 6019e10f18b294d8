import type { Event, ProvenSession, Run } from "../../src/migration/machine.js";
import type { LegacyOutcome, ExchangeReply } from "../../src/protocol/wire.js";
import { PROBLEMS, type ProblemType } from "../../src/protocol/problem.js";
import { transition } from "../../src/migration/transition.js";
import type { Problem } from "../../src/protocol/parse-problem.js";

type Reply = Omit<ExchangeReply, "session"> & { session: ExchangeReply["session"] };

/** A 200 of the exchange, proven by the server, revoked by the client, unless the test says otherwise. */
export function replyOf(
  change: Partial<Omit<Reply, "session">> = {},
  session: Partial<ExchangeReply["session"]> = {},
): ExchangeReply {
  return {
    protocol: 1,
    migration_id: "migration-1",
    confirmation: "confirmation-1",
    user: { sub: "user-a" },
    legacy_revocation: "client",
    ...change,
    session: {
      token_type: "Bearer",
      refresh_token: "sid-1.secret",
      access_token: "access-1",
      expires_in: 1_800,
      verified: true,
      ...session,
    },
  };
}

export function problemOf(type: ProblemType, more: Partial<Problem> = {}): Event & { type: "problem" } {
  return { type: "problem", problem: { type, kind: PROBLEMS[type].kind, ...more } };
}

export function answered(legacy: LegacyOutcome): Event {
  return { type: "answered", legacy };
}

export const REVOKE_FAILED: Event = { type: "revoke-failed", code: "revoke-failed" };
export const REVOKE_UNSUPPORTED: Event = { type: "revoke-unsupported", code: "revoke-unsupported" };

/** As `prove` makes it; only a test of the pure machine needs one without a browser's proof. */
export const PROOF = { sid: "sid-1" } as ProvenSession;

export const OWN = { stone: { epoch: 9, at: 1, pending: 1 } } as const;

/** Where a run stands after these events, from a page load on. */
export function after(...events: Event[]): Run {
  let run: Run = { at: "idle" };
  for (const event of [{ type: "start" } as const, ...events]) [run] = transition(run, event);
  return run;
}
