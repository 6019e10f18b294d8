import { asRecord } from "../as-record.js";
import { wrongOption } from "../wrong-option.js";

/**
 * What stays the same over every refresh of one log-in: a claim that holds the provider's session id, or `auth_time` and the subject
 * (if `auth_time` survives refreshes, as at Firebase), or the subject alone (then one migration per user and client).
 */
export type SessionIdentity = { claim: string } | "auth_time" | "subject";

/** They change at every refresh, or name the token and not the log-in. */
const NO_SESSION = new Set(["jti", "iat", "exp", "nbf", "nonce", "at_hash"]);
const MAX_CHARACTERS = 255;

/** @throws TypeError if it is not said, or names a claim that changes with the token. */
export function checkSessionIdentity(session: unknown): SessionIdentity {
  if (session === "auth_time" || session === "subject") return session;
  const { claim } = asRecord(session);
  if (typeof claim === "string" && claim !== "" && !NO_SESSION.has(claim)) return { claim };
  const fix = 'say { claim: "sid" } (any claim that stays over refreshes), "auth_time" or "subject"';
  throw wrongOption(claim === undefined ? "session" : "session.claim", claim ?? session, fix);
}

/** The session id that these claims speak of, `undefined` if they do not. */
export function sessionID(
  identity: SessionIdentity,
  payload: Readonly<Record<string, unknown>>,
): string | undefined {
  const { sub, auth_time } = payload;
  if (!isID(sub)) return undefined;
  if (identity === "subject") return sub;
  if (identity === "auth_time")
    return Number.isSafeInteger(auth_time) ? `${String(auth_time)} ${sub}` : undefined;
  const id = payload[identity.claim];
  return isID(id) ? id : undefined;
}

/** A text of 1 to 255 characters without control characters, nor halves of characters, which all become the same bytes. */
export function isID(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value !== "" &&
    value.length <= MAX_CHARACTERS &&
    !/[\p{Cc}\p{Cs}]/u.test(value)
  );
}
