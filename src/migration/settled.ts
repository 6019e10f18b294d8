import type { MigrationError } from "../error.js";
import type { MigrationOutcome } from "./state.js";

/** Authgear already holds a session. */
export const SIGNED_IN: MigrationOutcome = { status: "signed-in", session: "authgear" };
/** Nobody is signed in here. */
export const NO_SESSION: MigrationOutcome = { status: "no-session", session: "none" };

/** Not migrated on this page, and nobody knows whose session there is. */
export function unknown(
  reason: Extract<MigrationOutcome, { status: "kept" }>["reason"],
  error?: MigrationError,
): MigrationOutcome {
  return { status: "kept", session: "unknown", reason, ...(error && { error }) };
}
