import type { AnswerOrOvertaken, Asking } from "./asking.js";
import { attempt } from "./attempt-authgear.js";
import type { Core } from "./core.js";
import { endRow, holdsSession } from "./ended-session.js";
import { exchangeReply } from "./exchange-reply.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { openReply, type IssuedReply } from "./ledger/sealed-reply.js";
import { reissue } from "./reissue.js";
import { recallError, type ServerProblem } from "./server-problem.js";
import type { Trace } from "./trace.js";

/** A holder is through in a moment, or dead: its lease decides. Seconds. */
const ASK_AGAIN_S = 1;

/**
 * The same legacy session comes again: protocol section 6, the table, in the order of its conditions. `gate` is why nothing new may begin.
 */
export async function answerRow(
  core: Core,
  trace: Trace,
  asking: Asking,
  row: LedgerRow,
  gate: ServerProblem | undefined,
): Promise<AnswerOrOvertaken> {
  switch (row.state) {
    case "closed":
      return { problem: "signed-out" };
    case "confirmed":
      core.count("already_migrated", { client_id: row.clientID });
      return { problem: "already-migrated" };
    case "reserved":
      if (row.retryIn > 0) return { ...recallError(row.lastError, row.retryIn), why: "remembered" };
      if (row.leaseAlive || !gate) return { problem: "in-progress", retryAfter: ASK_AGAIN_S };
      return gate;
    case "issued":
      if (asking.replaces === row.attempt) return gate ?? reissue(core, trace, asking, row);
      return answerIssued(core, trace, asking, row, gate?.problem === "rate-limited" ? gate : undefined);
  }
}

async function answerIssued(
  core: Core,
  trace: Trace,
  asking: Asking,
  row: LedgerRow,
  noRoom: ServerProblem | undefined,
): Promise<AnswerOrOvertaken> {
  const reply = open(core, asking, row);
  if (reply) {
    const accepted = await attempt(() =>
      trace.stage("replay", () => core.authgear.acceptsRefreshToken(reply.refreshToken)),
    );
    if ("problem" in accepted) return accepted;
    if (accepted.ok) {
      trace.note({ outcome: "replayed", verified: reply.verified });
      return exchangeReply(core, row.migrationID, reply, row.accessLeft);
    }
  }
  if (noRoom) return noRoom;
  const { authgearSub } = row;
  const found = await attempt(async () =>
    authgearSub === null
      ? null
      : trace.stage("user", () => core.authgear.userByID(authgearSub, { sessions: true })),
  );
  if ("problem" in found) return found;
  if (found.ok?.isDisabled) return { problem: "user-unusable", retryAfter: 86_400 };
  if (!holdsSession(found.ok, row)) return endRow(core, row);
  return { problem: "key-lost", attempt: row.attempt };
}

function open({ secret }: Core, { idempotencyKey }: Asking, row: LedgerRow): IssuedReply | undefined {
  return row.sealed ? openReply(row.sealed, { ...row, idempotencyKey, secret }) : undefined;
}
