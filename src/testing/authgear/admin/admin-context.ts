import { recordAudit } from "../model/record-audit.js";
import type { AuditRecord } from "../model/audit-record.js";
import type { Incoming } from "../http/incoming.js";
import type { Session } from "../model/session.js";
import type { World } from "../model/world.js";
import type { AdminCaller } from "./admin-authentication.js";

/**
 * One Admin API request: one database transaction. What the real server keeps in PostgreSQL is undone by any
 * error; what it keeps in Redis (sessions) stays (contract section 4).
 */
export interface AdminContext {
  world: World;
  incoming: Incoming;
  /** Remembers a user, so that a rollback brings it back as it is now; undefined there means not there. */
  rememberUser(userID: string): void;
  onRollback(undo: () => void): void;
  opened: Session[];
  audit(record: Pick<AuditRecord, "activityType" | "userID" | "sessionID" | "clientID">): void;
  commit(): void;
  rollback(): void;
}

type PendingAudit = Parameters<AdminContext["audit"]>[0];

export function createAdminContext(world: World, incoming: Incoming, caller: AdminCaller): AdminContext {
  const undo: (() => void)[] = [];
  const pending: PendingAudit[] = [];
  const { auditContext } = caller;
  return {
    world,
    incoming,
    rememberUser(userID) {
      const before = structuredClone(world.users.get(userID));
      undo.push(() => (before ? world.users.set(userID, before) : world.users.delete(userID)));
    },
    onRollback: (step) => void undo.push(step),
    opened: [],
    audit: (record) => void pending.push(record),
    commit() {
      for (const record of pending) recordAudit(world, { ...record, ...(auditContext && { auditContext }) });
    },
    rollback() {
      for (const step of undo.toReversed()) step();
    },
  };
}
