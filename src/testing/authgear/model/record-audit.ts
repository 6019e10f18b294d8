import type { AuditRecord } from "./audit-record.js";
import type { World } from "./world.js";

export function recordAudit(world: World, record: Omit<AuditRecord, "id" | "at">): void {
  world.auditLog.push({ id: crypto.randomUUID(), at: world.now(), ...record });
}
