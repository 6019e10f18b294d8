import type { MigrationErrorCode } from "../error.js";
import type { At, Event } from "../migration/machine.js";

/** One transition of the run. It names steps and codes, never a user, a token or an address. */
export interface MigrationEvent {
  from: At;
  on: Event["type"];
  to: At;
  /** Of a problem, of an answer that never came, or of a revocation that failed. */
  code?: MigrationErrorCode;
  /** Milliseconds since the last transition. */
  durationMs: number;
  /** Milliseconds since the engine started. */
  elapsedMs: number;
}
