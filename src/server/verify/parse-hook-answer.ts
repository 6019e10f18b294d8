import { asRecord } from "../as-record.js";
import { readLogIn } from "./log-in-claims.js";
import { isID } from "./session-identity.js";
import { numericDate } from "./token-times.js";
import type { LegacyClaims } from "./verifier.js";

/** What a receiver says about a credential. `fault` is the first member that is not as it must be, in a closed word. */
export type HookVerdict =
  | { active: Omit<LegacyClaims, "name"> }
  | { inactive: "unknown" | "expired" | "guest" | "act" }
  | { fault: string };

/**
 * Reads `{ active: true, issuer?, subject, session_id, auth_time?, issued_at, expires_at, login_id?, email_verified?, amr?, guest?, act? }` or
 * `{ active: false, expired?: true }`; times are Unix seconds. An absent `issuer` is the configured one.
 */
export function parseHookAnswer(value: unknown, issuer: string): HookVerdict {
  const answer = asRecord(value);
  if (answer.active === false) return { inactive: answer.expired === true ? "expired" : "unknown" };
  if (answer.active !== true) return { fault: "answer" };
  const { subject, session_id, auth_time, amr, guest, act, email_verified } = answer;
  if ((answer.issuer ?? issuer) !== issuer) return { fault: "issuer" };
  if (!isID(subject)) return { fault: "subject" };
  if (!isID(session_id)) return { fault: "session-id" };
  const issuedAt = numericDate(answer.issued_at);
  const expiresAt = numericDate(answer.expires_at);
  if (issuedAt === undefined || expiresAt === undefined) return { fault: "times" };
  if (!isAbsent(auth_time) && numericDate(auth_time) === undefined) return { fault: "auth-time" };
  if (!isAbsent(guest) && typeof guest !== "boolean") return { fault: "guest" };
  if (!isAbsent(email_verified) && typeof email_verified !== "boolean") return { fault: "email-verified" };
  const loginID = readLoginID(answer.login_id);
  if (loginID === "wrong") return { fault: "login-id" };
  if (guest === true) return { inactive: "guest" };
  if (!isAbsent(act)) return { inactive: "act" };
  return {
    active: {
      issuer,
      subject,
      sessionId: session_id,
      issuedAt,
      expiresAt,
      ...readLogIn({ auth_time, amr }, issuedAt),
      ...(loginID ? { loginID } : {}),
      ...(loginID?.key === "email" ? { emailVerified: email_verified === true } : {}),
    },
  };
}

/** Many languages write what they do not have as null. */
function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function readLoginID(value: unknown): LegacyClaims["loginID"] | "wrong" {
  if (isAbsent(value)) return undefined;
  const { key, value: id } = asRecord(value);
  if (key !== "email" && key !== "phone" && key !== "username") return "wrong";
  return typeof id === "string" && id !== "" && id.length <= 320 ? { key, value: id } : "wrong";
}
