import type { ProblemType } from "./protocol/problem.js";

/** Why a step did not succeed: every problem of the protocol, and what a browser can meet on its own. */
export type MigrationErrorCode =
  | ProblemType
  | "timeout"
  | "network"
  | "unexpected-answer"
  | "engine-unavailable"
  | "lock-timeout"
  | "legacy-unreadable"
  | "storage-unavailable"
  | "not-proven"
  | "session-refused"
  | "revoke-failed"
  | "revoke-unsupported";

/** The step of the run in which it happened. */
export type MigrationStep =
  "load" | "read" | "lock" | "exchange" | "install" | "prove" | "confirm" | "revoke" | "forget" | "sign-out";

/**
 * The one error of this package. It carries no body, header, token or cause: only what may stand in a log.
 * It is never thrown at an app; it stands in `MigrationState` and in events.
 */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  declare readonly code: MigrationErrorCode;
  declare readonly step: MigrationStep;
  /** True if the same step may succeed later without anybody doing anything. */
  declare readonly retryable: boolean;

  constructor(code: MigrationErrorCode, step: MigrationStep, retryable: boolean) {
    super(`${step}: ${code}`);
    this.code = code;
    this.step = step;
    this.retryable = retryable;
  }
}

/** Recognises a `MigrationError` of any copy of this package, where `instanceof` would not (F8). */
export function isMigrationError(value: unknown): value is MigrationError {
  return value instanceof Error && value.name === "MigrationError" && "code" in value && "step" in value;
}
