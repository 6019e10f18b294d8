import {
  AuthgearUnavailable,
  type AuthgearServer,
  type AuthgearSession,
} from "./authgear-admin/authgear-server.js";
import type { Core } from "./core.js";
import type { LedgerRow } from "./ledger/ledger.js";

/**
 * Revokes what the row still has to answer for at Authgear: the session that was to be revoked, and marked ones that nobody holds (V15). First
 * the list, then the fence, then the effect: a session of a later attempt can only be on the list if the row has moved on.
 * @throws AuthgearUnavailable if something may be left, or whatever the ledger throws.
 */
export async function revokeLeft(
  core: Core,
  row: LedgerRow,
  listed?: readonly AuthgearSession[],
): Promise<"clean" | "overtaken"> {
  const { authgear, ledger } = core;
  if (!hasLeft(row)) return "clean";
  const sub = row.authgearSub;
  const left = (listed ?? (sub === null ? [] : await sessionsOf(authgear, sub))).filter((session) =>
    isLeft(row, session),
  );
  if (left.length === 0) return "clean";
  if (!(await ledger.holds(row))) return "overtaken";
  for (const { id } of left) {
    await revokeListed(authgear, sub, id);
    core.count("sessions_revoked", { client_id: row.clientID, state: row.state });
  }
  return "clean";
}

export function hasLeft({ dirty, revokeSession }: LedgerRow): boolean {
  return dirty || revokeSession !== null;
}

/** Live sessions of a user; an absent or disabled user has none (contract fact 15). */
export async function sessionsOf(authgear: AuthgearServer, sub: string): Promise<readonly AuthgearSession[]> {
  const user = await authgear.userByID(sub, { sessions: true });
  return user?.sessions ?? [];
}

/** A session that was listed a moment ago. Somebody else may have ended it since: then that is just as well. */
export async function revokeListed(authgear: AuthgearServer, sub: string | null, id: string): Promise<void> {
  try {
    await authgear.revokeSession(id);
  } catch (error) {
    if (!(error instanceof AuthgearUnavailable) || sub === null) throw error;
    const sessions = await sessionsOf(authgear, sub);
    if (sessions.some((session) => session.id === id)) throw error;
  }
}

function isLeft(row: LedgerRow, { id, migrationID }: AuthgearSession): boolean {
  if (id === row.revokeSession) return true;
  const held = row.state === "issued" || row.state === "confirmed" ? row.authgearSession : null;
  return row.dirty && migrationID === row.migrationID && id !== held;
}
