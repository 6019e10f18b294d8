import { randomInt } from "node:crypto";
import { attempt } from "./attempt-authgear.js";
import type { AuthgearUser } from "./authgear-admin/authgear-server.js";
import type { Core } from "./core.js";
import type { Identity } from "./identify.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { barred } from "./policy.js";
import { refusalProblem, type ServerProblem } from "./server-problem.js";
import { judgeUser } from "./users/judge-user.js";
import { withDeadline } from "./with-deadline.js";

/** An app's own mapper must not outlive the lease. */
const DEADLINE_MS = 10_000;
/** 2000 to 2020: a valid period that starts then has started for everybody. Unix seconds. */
const EARLIEST_MARK = 946_684_800;
const LATEST_MARK = 1_577_836_800;

/** E2: the user of a verified legacy session, with its sessions where they are needed, or why it gets none. */
export async function lookUpUser(
  core: Core,
  { claims }: Identity,
  row: LedgerRow,
  sessions: boolean,
): Promise<AuthgearUser | ServerProblem> {
  const bar = barred(claims, row.notBefore);
  if (bar) return bar;
  const { authgear, ledger, mapUser } = core;
  const { subjectKey } = row;
  const account = {
    find: async () => row.accountSub,
    reserve: async () => ledger.reserveAccount(subjectKey, randomInt(EARLIEST_MARK, LATEST_MARK)),
    claim: async (authgearSub: string) =>
      ledger.recordAccount({ subjectKey, authgearSub, source: "first-migration" }),
  };
  const mapped = await attempt(() =>
    withDeadline(DEADLINE_MS, undefined, () => mapUser(claims, { authgear, account, sessions })),
  );
  if ("problem" in mapped) return mapped;
  if ("refuse" in mapped.ok) return refusalProblem(mapped.ok);
  const user = mapped.ok;
  const refusal = judgeUser(claims, user);
  if (refusal) return refusalProblem(refusal);
  if (!sessions || user.sessions) return user;
  // A mapper of the app's own need not ask for the sessions.
  const listed = await attempt(() => authgear.userByID(user.id, { sessions }));
  if ("problem" in listed) return listed;
  return listed.ok ?? refusalProblem({ refuse: "user-not-found" });
}
