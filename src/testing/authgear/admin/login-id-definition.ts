import { ApiError, duplicatedIdentity, validationFailed } from "../http/api-error.js";
import { addLoginID } from "../model/add-identity.js";
import { usersByClaim } from "../model/identity-index.js";
import { isLoginIDKey, normaliseNewLoginID } from "../model/login-id.js";
import { loginIDValues } from "../model/user.js";
import type { Identity, User } from "../model/user.js";
import type { World } from "../model/world.js";

/** `IdentityDefinition` of `createUser` and `createIdentity`: login IDs only. */
export interface IdentityDefinition {
  loginID?: { key: string; value: string } | null;
}

/**
 * @throws ApiError for an unknown key, a value of the wrong form, or one that somebody has (contract section
 * 5).
 */
export function addDefinedIdentity(world: World, user: User, { loginID }: IdentityDefinition): Identity {
  if (!loginID) {
    throw new ApiError("Invalid", "Invalid", "exactly 1 field must be present in identity definition");
  }
  const { key, value } = loginID;
  if (key === "" || value === "")
    throw new ApiError("Invalid", "Invalid", "login ID key & value is required");
  if (!isLoginIDKey(key)) {
    throw new ApiError("Invalid", "InvariantViolated", "invalid login ID key", {
      cause: { kind: "InvalidLoginIDKey" },
    });
  }
  const normalised = normaliseNewLoginID(world.settings, key, value);
  if (normalised === undefined) {
    throw validationFailed("invalid login ID", [
      { location: "/login_id", kind: "format", details: { format: key } },
    ]);
  }
  const holder = usersByClaim(world, key, normalised).find(({ id }) => id !== user.id);
  if (holder && !loginIDValues(holder, key).includes(normalised)) throw duplicatedIdentity(key, "oauth");
  return addLoginID(world, user, key, normalised, value.trim());
}
