import type { MigrationOutcome } from "./state.js";

/** Authgear already holds a session. */
export const SIGNED_IN: MigrationOutcome = { status: "signed-in", session: "authgear" };
/** Nobody is signed in here. */
export const NO_SESSION: MigrationOutcome = { status: "no-session", session: "none" };
