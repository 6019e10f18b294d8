import { useSyncExternalStore } from "react";
import type { Migration } from "./front-door/migrate-on-load.js";
import type { MigrationState } from "./migration/state.js";

const PENDING: MigrationState = { status: "pending" };

/** The state of a migration. On a server, and while its page is hydrated, it is `pending` (F3, F4). */
export function useMigration(migration: Pick<Migration, "subscribe" | "getState">): MigrationState {
  return useSyncExternalStore(migration.subscribe, migration.getState, () => PENDING);
}
