import { addLoginID, setPassword } from "./add-identity.js";
import { disableUser } from "./account-status.js";
import { giveIdentity } from "./identity-index.js";
import { normaliseNewLoginID } from "./login-id.js";
import { emptyUser } from "./user.js";
import type { User } from "./user.js";
import type { World } from "./world.js";

/** A user to put into the project. */
export interface NewUser {
  email?: string;
  phone?: string;
  username?: string;
  /** Whether `email` and `phone` count as verified. Default false. */
  verified?: boolean;
  password?: string;
  customAttributes?: Record<string, unknown>;
  standardAttributes?: Record<string, unknown>;
  /** Identities at OAuth providers. */
  oauth?: { alias: string; subject: string; email?: string }[];
  disabled?: boolean;
  /** The account is not usable before and after these. Milliseconds. */
  accountValidFrom?: number;
  accountValidUntil?: number;
}

/** @throws Error if a login ID has the wrong form, or somebody has it */
export function addUser(world: World, input: NewUser): User {
  const now = world.now();
  const user = emptyUser(now);
  for (const key of ["email", "phone", "username"] as const) {
    const value = input[key];
    if (value === undefined) continue;
    const normalised = normaliseNewLoginID(world.settings, key, value);
    if (normalised === undefined) throw new Error(`not a login ID of type ${key}: ${value}`);
    addLoginID(world, user, key, normalised, value);
    if (input.verified && key !== "username") user.verifiedClaims.push(normalised);
  }
  for (const identity of input.oauth ?? []) {
    const times = { createdAt: now, updatedAt: now };
    giveIdentity(world, user, { id: crypto.randomUUID(), ...times, type: "oauth", ...identity });
  }
  if (input.password !== undefined) setPassword(world, user, input.password);
  Object.assign(user.customAttributes, input.customAttributes);
  Object.assign(user.standardAttributes, input.standardAttributes);
  user.accountValidFrom = input.accountValidFrom;
  user.accountValidUntil = input.accountValidUntil;
  if (input.disabled) disableUser(world, user);
  world.users.set(user.id, user);
  return user;
}
