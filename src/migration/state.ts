import type { MigrationError } from "../error.js";

/**
 * What the app sees. It decides by `session`: whose requests, whose user.
 *
 * - `migrated`: the Authgear session of this run is in place. `legacy` says what becomes of the old one.
 * - `signed-in`: Authgear already held a session; nothing was migrated on this page.
 * - `kept`: not migrated now; the legacy session stays in use. `retryAt` is the earliest next attempt.
 * - `needs-user`: only the user can go on (`reason`: `login`, or the app's own word from its server).
 * - `no-session`: nobody is signed in; also after signing out.
 */
export type MigrationState =
  | { status: "pending" }
  | { status: "migrated"; session: "authgear"; userID: string; legacy: "kept" | "ending" | "ended" }
  | { status: "signed-in"; session: "authgear" }
  | {
      status: "kept";
      session: "legacy" | "unknown";
      reason: "try-later" | "refused" | "not-selected" | "unsupported";
      error?: MigrationError;
      retryAt?: Date;
    }
  | { status: "needs-user"; session: "legacy" | "none"; reason: string; loginHint?: string }
  | { status: "no-session"; session: "none" };

/** Every state but `pending`: what the promise of a migration resolves to. */
export type MigrationOutcome = Exclude<MigrationState, { status: "pending" }>;

/** Which session is left after `signOut`: `pending` is delivered by a later page load. */
export interface SignOutResult {
  legacy: "ended" | "pending";
  authgear: "ended" | "pending";
}
