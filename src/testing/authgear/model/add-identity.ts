import { duplicatedIdentity } from "../http/api-error.js";
import { giveIdentity, usersByClaim } from "./identity-index.js";
import { loginIDValues } from "./user.js";
import type { Identity, LoginIDKey, User } from "./user.js";
import type { World } from "./world.js";

/**
 * Gives a user a normalised login ID, and the authenticator that goes with it.
 * @throws ApiError `Invalid/InvariantViolated` if somebody has it already (contract section 5).
 */
export function addLoginID(
  world: World,
  user: User,
  key: LoginIDKey,
  value: string,
  original: string,
): Identity {
  if (findByLoginID(world, value)) throw duplicatedIdentity(key);
  const now = world.now();
  const times = { createdAt: now, updatedAt: now };
  const identity: Identity = { id: crypto.randomUUID(), type: "login_id", key, value, original, ...times };
  giveIdentity(world, user, identity);
  user.updatedAt = now;
  if (key === "username") return identity;
  const type = key === "email" ? "oob_otp_email" : "oob_otp_sms";
  user.authenticators.push({ id: crypto.randomUUID(), type, kind: "primary", ...times });
  return identity;
}

/** Sets a password; its authenticator is created, or its `updatedAt` moves (contract fact 16). */
export function setPassword(world: World, user: User, password: string): void {
  const now = world.now();
  user.password = password;
  const existing = user.authenticators.find(({ type }) => type === "password");
  if (existing) existing.updatedAt = now;
  else
    user.authenticators.unshift({
      id: crypto.randomUUID(),
      type: "password",
      kind: "primary",
      createdAt: now,
      updatedAt: now,
    });
}

/** Whoever has it under any key: the real server compares nothing else. @param value already normalised */
export function findByLoginID(world: World, value: string): User | undefined {
  return (["email", "phone", "username"] as const)
    .flatMap((key) =>
      usersByClaim(world, key, value).filter((user) => loginIDValues(user, key).includes(value)),
    )
    .at(0);
}
