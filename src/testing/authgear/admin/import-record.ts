import { ApiError, validationFailed } from "../http/api-error.js";
import { isJSONObject } from "../http/json-object.js";
import type { JSONObject } from "../http/json-object.js";
import { disableUser } from "../model/account-status.js";
import { addLoginID } from "../model/add-identity.js";
import { usersByClaim } from "../model/identity-index.js";
import type { ImportDetail, ImportJob } from "../model/import-job.js";
import { normaliseNewLoginID } from "../model/login-id.js";
import { emptyUser, loginIDValues } from "../model/user.js";
import type { LoginIDKey, User } from "../model/user.js";
import type { World } from "../model/world.js";
import { checkImportRecord, PROFILE_KEYS } from "./check-import-record.js";

const LOGIN_ID_KEYS = {
  email: "email",
  phone_number: "phone",
  preferred_username: "username",
} as const;

type Outcome = Omit<ImportDetail, "index" | "record">;

/** One record: inserted, updated (`upsert`) or skipped. @throws ApiError where it fails */
export function importRecord(world: World, job: ImportJob, record: JSONObject): Outcome {
  checkImportRecord(record);
  // Compared as given: `MIXED@…` does not find `mixed@…`, and then fails as a duplicate (contract section 6).
  const given = String(record[job.identifier]);
  const [user, second] = usersByClaim(world, LOGIN_ID_KEYS[job.identifier], given);
  if (second) throw new ApiError("InternalError", "UnexpectedError", "unexpected error occurred");
  if (!user) return { outcome: "inserted", user_id: insert(world, record).id };
  if (job.upsert) {
    const updated = structuredClone(user);
    apply(world, updated, record);
    world.users.set(user.id, updated);
    return { outcome: "updated", user_id: user.id };
  }
  const warnings = [{ message: "skipping because upsert = false and user exists" }];
  return { outcome: "skipped", user_id: user.id, warnings };
}

function insert(world: World, record: JSONObject): User {
  const user = emptyUser(world.now());
  apply(world, user, record);
  const { password } = record;
  // Only the hash is known, so this password signs nobody in here; its authenticator is what a look-up sees.
  if (isJSONObject(password)) addHashedPassword(world, user);
  world.users.set(user.id, user);
  return user;
}

function addHashedPassword(world: World, user: User): void {
  const now = world.now();
  user.password = crypto.randomUUID();
  user.authenticators.unshift({
    id: crypto.randomUUID(),
    type: "password",
    kind: "primary",
    createdAt: now,
    updatedAt: now,
  });
}

function apply(world: World, user: User, record: JSONObject): void {
  for (const [claim, key] of [
    ["email", "email"],
    ["phone_number", "phone"],
    ["preferred_username", "username"],
  ] as const) {
    const value = record[claim];
    if (typeof value === "string") putLoginID(world, user, key, value, record[`${claim}_verified`] === true);
  }
  for (const key of PROFILE_KEYS) if (record[key] !== undefined) user.standardAttributes[key] = record[key];
  if (isJSONObject(record["custom_attributes"]))
    Object.assign(user.customAttributes, record["custom_attributes"]);
  if (record["disabled"] === true) disableUser(world, user);
  user.accountValidFrom = milliseconds(record["account_valid_from"]) ?? user.accountValidFrom;
  user.accountValidUntil = milliseconds(record["account_valid_until"]) ?? user.accountValidUntil;
  user.updatedAt = world.now();
}

function putLoginID(world: World, user: User, key: LoginIDKey, value: string, verified: boolean): void {
  const normalised = normaliseNewLoginID(world.settings, key, value);
  if (normalised === undefined) {
    throw validationFailed("invalid login ID", [
      { location: "/login_id", kind: "format", details: { format: key } },
    ]);
  }
  if (!loginIDValues(user, key).includes(normalised)) {
    user.identities = user.identities.filter(
      (identity) => identity.type !== "login_id" || identity.key !== key,
    );
    addLoginID(world, user, key, normalised, value);
  }
  if (verified && !user.verifiedClaims.includes(normalised)) user.verifiedClaims.push(normalised);
}

function milliseconds(value: unknown): number | undefined {
  return typeof value === "string" ? Date.parse(value) : undefined;
}
