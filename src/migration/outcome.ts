import { MigrationError, type MigrationErrorCode, type MigrationStep } from "../error.js";
import type { Problem } from "../protocol/parse-problem.js";
import type { LastAnswer } from "./journal.js";
import type { MigrationOutcome } from "./state.js";

export { NO_SESSION, SIGNED_IN } from "./settled.js";

/** Not migrated on this page; the legacy session was not touched. `retryAt` in milliseconds since the epoch. */
export function kept(
  code: MigrationErrorCode,
  step: MigrationStep,
  { session = "legacy", reason = "try-later", retryAt }: Kept = {},
): MigrationOutcome {
  const error = new MigrationError(code, step, reason === "try-later");
  return { status: "kept", session, reason, error, ...(retryAt && { retryAt: new Date(retryAt) }) };
}

interface Kept {
  session?: "legacy" | "unknown";
  reason?: "try-later" | "refused" | "not-selected";
  retryAt?: number | undefined;
}

/** What a problem of the exchange says about this credential (protocol section 3). */
export function answerTo({ type: code, kind, reason, loginHint }: Problem): LastAnswer {
  if (kind === "interaction") return { status: "needs-user", reason: reason ?? "login", code, loginHint };
  if (kind === "transient") return { status: "kept", reason: "try-later", code };
  return { status: "kept", reason: /^(not-s|migration-)/.test(code) ? "not-selected" : "refused", code };
}

/** The outcome of an answer, now or on a load before its `nextAttemptAt`. */
export function outcomeOf(answer: LastAnswer, retryAt?: number): MigrationOutcome {
  const { status, reason, code, loginHint } = answer;
  if (status === "kept") return kept(code, "exchange", { reason, retryAt });
  return { status, session: "legacy", reason, ...(loginHint && { loginHint }) };
}
