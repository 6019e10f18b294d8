import type { AnswerOrOvertaken, Asking } from "./asking.js";
import { authgearProblem } from "./attempt-authgear.js";
import type { Core } from "./core.js";
import { issueSession } from "./issue-session.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { lookUpUser } from "./look-up-user.js";
import { revokeLeft } from "./revoke-left.js";
import { rememberedError, type ServerProblem } from "./server-problem.js";
import type { Trace } from "./trace.js";

/** E2 to E7 for a row that this request has just claimed. */
export async function migrate(
  core: Core,
  trace: Trace,
  asking: Asking,
  row: LedgerRow,
): Promise<AnswerOrOvertaken> {
  const takenOver = row.attempt > 1;
  const user = await trace.stage("user", () => lookUpUser(core, asking.identity, row, takenOver));
  if ("problem" in user) {
    if (user.problem === "user-not-found") core.load.unknown.remember(row.subjectKey);
    return giveUp(core, row, user);
  }
  if (takenOver) {
    try {
      const listed = user.id === row.authgearSub ? user.sessions : undefined;
      const left = await trace.stage("clean", () => revokeLeft(core, row, listed));
      if (left === "overtaken") return left;
    } catch (error) {
      return giveUp(core, row, authgearProblem(error));
    }
  }
  return issueSession(core, trace, asking, row, user);
}

/** Writes down why nothing came of it and gives the row free; answers the same until it may be asked again. */
export async function giveUp(core: Core, row: LedgerRow, problem: ServerProblem): Promise<AnswerOrOvertaken> {
  const written = await core.ledger.refuse(row, {
    error: rememberedError(problem),
    retryAfter: problem.retryAfter ?? 0,
    releaseLease: true,
    dirty: row.dirty,
  });
  return written ? problem : "overtaken";
}
