import { asRecord } from "../as-record.js";
import type { AuthgearUser } from "../authgear-admin/authgear-server.js";
import type { Refusal } from "./map-user.js";

const REFUSALS: ReadonlySet<unknown> = new Set<Refusal["refuse"]>([
  "user-not-found",
  "user-unusable",
  "account-mismatch",
  "not-eligible",
  "interaction-required",
]);
const LONGEST = 256;

/** What an app's own function answered, as far as it is one of the things that it may answer; else `undefined`. */
export function readMapped(value: unknown): { userID: string } | AuthgearUser | Refusal | undefined {
  if (value === null || value === undefined) return { refuse: "user-not-found" };
  if (typeof value === "string") return isShort(value) ? { userID: value } : undefined;
  if (isRefusal(value) || isUser(value)) return value;
  return undefined;
}

function isRefusal(value: unknown): value is Refusal {
  const { refuse, retryAfter, reason, loginHint } = asRecord(value);
  const seconds = retryAfter === undefined || (typeof retryAfter === "number" && retryAfter > 0);
  const texts = [reason, loginHint].every((text) => text === undefined || isShort(text));
  return REFUSALS.has(refuse) && seconds && texts;
}

function isUser(value: unknown): value is AuthgearUser {
  const { id, isDisabled, customAttributes, passwordChangedAt, sessions } = asRecord(value);
  const changed = passwordChangedAt === undefined || typeof passwordChangedAt === "number";
  const listed = sessions === undefined || Array.isArray(sessions);
  const attributes = typeof customAttributes === "object" && customAttributes !== null;
  return isShort(id) && typeof isDisabled === "boolean" && attributes && changed && listed;
}

function isShort(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST;
}
