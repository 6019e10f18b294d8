import type { AnswerOrOvertaken, Asking } from "./asking.js";
import { authgearProblem } from "./attempt-authgear.js";
import type { Core } from "./core.js";
import { issueSession } from "./issue-session.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { lookUpUser } from "./look-up-user.js";
import { giveUp } from "./migrate.js";
import { revokeLeft } from "./revoke-left.js";
import { endRow, holdsSession } from "./ended-session.js";
import type { Trace } from "./trace.js";

const DAY_S = 86_400;
const MAX_REISSUES = 5;

/** Another session in the place of one that is lost to its browser: list, fence, revoke, then E3 to E7. */
export async function reissue(
  core: Core,
  trace: Trace,
  asking: Asking,
  row: LedgerRow,
): Promise<AnswerOrOvertaken> {
  if (row.reissues >= MAX_REISSUES) return { problem: "rate-limited", retryAfter: DAY_S, why: "reissues" };
  const user = await trace.stage("user", () => lookUpUser(core, asking.identity, row, true));
  // The first session stands: whatever speaks against a second one leaves the row as it is.
  if ("problem" in user) return user;
  if (user.id !== row.authgearSub) return { problem: "account-mismatch", retryAfter: DAY_S };
  if (!holdsSession(user, row)) return endRow(core, row);
  const taken = await trace.stage("claim", () => core.ledger.reissue(row));
  if (!taken) return "overtaken";
  trace.note({ attempt: taken.attempt });
  core.count("reissued", { client_id: row.clientID });
  try {
    const left = await trace.stage("clean", () => revokeLeft(core, taken, user.sessions));
    if (left === "overtaken") return left;
  } catch (error) {
    return giveUp(core, taken, authgearProblem(error));
  }
  return issueSession(core, trace, asking, taken, user);
}
