import type { AnswerOrOvertaken } from "./asking.js";
import type { AuthgearUser } from "./authgear-admin/authgear-server.js";
import type { Core } from "./core.js";
import type { LedgerRow } from "./ledger/ledger.js";

/** Whether the row's session is on the user's list. */
export function holdsSession(user: AuthgearUser | null, { authgearSession }: LedgerRow): boolean {
  return user?.sessions?.some(({ id }) => id === authgearSession) === true;
}

/** Somebody ended the session at Authgear: that counts for the migration too (O3). */
export async function endRow(core: Core, row: LedgerRow): Promise<AnswerOrOvertaken> {
  return (await core.ledger.end(row)) ? { problem: "signed-out", why: "ended-at-authgear" } : "overtaken";
}
