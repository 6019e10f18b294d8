import {
  getCurrentInstance,
  onMounted,
  onScopeDispose,
  shallowReadonly,
  shallowRef,
  type ShallowRef,
} from "vue";
import type { Migration } from "./front-door/migrate-on-load.js";
import type { MigrationState } from "./migration/state.js";

/**
 * The state of a migration, followed until the scope ends. On a server, and while its page is hydrated, it is
 * `pending` (F3, F4).
 */
export function useMigration(
  migration: Pick<Migration, "subscribe" | "getState">,
): Readonly<ShallowRef<MigrationState>> {
  const state = shallowRef<MigrationState>({ status: "pending" });
  const update = (): void => void (state.value = migration.getState());
  if (globalThis.document) {
    onScopeDispose(migration.subscribe(update));
    // Only a component that takes over what the server rendered has its element already.
    if (getCurrentInstance()?.vnode.el) onMounted(update);
    else update();
  }
  return shallowReadonly(state);
}
