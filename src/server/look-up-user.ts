import { randomInt } from "node:crypto";
import { attempt } from "./attempt-authgear.js";
import { AuthgearUnavailable, type AuthgearUser } from "./authgear-admin/authgear-server.js";
import type { Core } from "./core.js";
import type { Identity } from "./identify.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { barred } from "./policy.js";
import { refusalProblem, unavailable, type ServerProblem } from "./server-problem.js";
import { UpstreamFailure } from "./upstream-failure.js";
import { judgeUser } from "./users/judge-user.js";
import type { LegacyAccountEntry, Refusal } from "./users/map-user.js";
import { readMapped } from "./users/read-mapped.js";
import type { LegacyClaims } from "./verify/verifier.js";
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
  const account = accountOf(core, row);
  const mapped = await map(core, claims, account, sessions);
  if ("problem" in mapped) return mapped;
  const named = "userID" in mapped ? await byID(core, mapped.userID, sessions) : mapped;
  if ("problem" in named) return named;
  if ("refuse" in named) return refusalProblem(named);
  const refusal = judgeUser(claims, named);
  if (refusal) return refusalProblem(refusal);
  // Whatever an app's own mapper says, two legacy users never share a user.
  if (account.recorded() !== named.id) {
    const claimed = await attempt(() => account.claim(named.id));
    if ("problem" in claimed) return claimed;
    if (!claimed.ok) return refusalProblem({ refuse: "account-mismatch" });
  }
  if (!sessions || named.sessions) return named;
  // A mapper of the app's own need not ask for the sessions.
  const listed = await byID(core, named.id, sessions);
  return "refuse" in listed ? refusalProblem(listed) : listed;
}

/** The row's legacy user in `legacy_account`; `recorded` is who is known to stand there. */
function accountOf(
  { ledger }: Core,
  { accountSub, subjectKey }: LedgerRow,
): LegacyAccountEntry & { recorded: () => string | null } {
  let recorded = accountSub;
  return {
    recorded: () => recorded,
    find: async () => accountSub,
    reserve: () => ledger.reserveAccount(subjectKey, randomInt(EARLIEST_MARK, LATEST_MARK)),
    async claim(authgearSub) {
      const claimed = await ledger.recordAccount({ subjectKey, authgearSub, source: "first-migration" });
      if (claimed) recorded = authgearSub;
      return claimed;
    },
  };
}

/** What a mapper throws may quote who it was asked about: nothing of it is kept. */
async function map(
  { mapUser, authgear }: Core,
  claims: LegacyClaims,
  account: LegacyAccountEntry,
  sessions: boolean,
): Promise<{ userID: string } | AuthgearUser | Refusal | ServerProblem> {
  try {
    const asked = async (): Promise<unknown> => mapUser(claims, { authgear, account, sessions });
    return readMapped(await withDeadline(DEADLINE_MS, undefined, asked)) ?? unavailable("map-user-answer");
  } catch (error) {
    if (error instanceof AuthgearUnavailable) return unavailable(error.why, error.retryAfter);
    return unavailable(error instanceof UpstreamFailure ? `map-user-${error.reason}` : "map-user");
  }
}

async function byID(
  { authgear }: Core,
  id: string,
  sessions: boolean,
): Promise<AuthgearUser | Refusal | ServerProblem> {
  const found = await attempt(() => authgear.userByID(id, { sessions }));
  if ("problem" in found) return found;
  return found.ok ?? { refuse: "user-not-found" };
}
