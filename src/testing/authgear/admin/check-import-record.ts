import { validationFailed } from "../http/api-error.js";
import type { ValidationCause } from "../http/api-error.js";
import type { JSONObject } from "../http/json-object.js";

/** Standard attributes that a record may set besides the login IDs. */
// prettier-ignore
export const PROFILE_KEYS: readonly string[] = [
  "name", "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website",
  "gender", "birthdate", "zoneinfo", "locale", "address",
];

// prettier-ignore
const KNOWN = new Set([
  "email", "phone_number", "preferred_username", "email_verified", "phone_number_verified",
  ...PROFILE_KEYS,
  "custom_attributes", "roles", "groups", "disabled", "account_valid_from", "account_valid_until",
  "password", "mfa",
]);

/** Fits a record to the schema. @throws ApiError `Invalid/ValidationFailed` with one cause per fault */
export function checkImportRecord(record: JSONObject): void {
  const causes: ValidationCause[] = Object.keys(record)
    .filter((key) => !KNOWN.has(key))
    .map((key) => ({ location: `/${key}`, kind: "" }));
  const { email, phone_number: phone } = record;
  if (email !== undefined && !(typeof email === "string" && /^[^\s@]+@[^\s@]+$/.test(email))) {
    causes.push(format("/email", "email", "invalid email address: mail: no angle-addr"));
  }
  if (phone !== undefined && !(typeof phone === "string" && /^\+[1-9]\d{6,14}$/.test(phone))) {
    causes.push(format("/phone_number", "phone", "not in E.164 format"));
  }
  if (causes.length > 0) throw validationFailed("invalid value", causes);
}

function format(location: string, name: string, error: string): ValidationCause {
  return { location, kind: "format", details: { format: name, error } };
}
