import { endSessionsOf } from "./session-store.js";
import { isDisabled } from "./user.js";
import type { User } from "./user.js";
import type { World } from "./world.js";

/**
 * Disables, for good or for a period (milliseconds); ends all sessions if that is in force now (contract fact
 * 15).
 */
export function disableUser(
  world: World,
  user: User,
  reason?: string,
  period: { from: number | undefined; until: number | undefined } = { from: undefined, until: undefined },
): void {
  const isTemporary = period.from !== undefined || period.until !== undefined;
  user.disabled = !isTemporary;
  user.disableReason = reason;
  user.temporarilyDisabledFrom = period.from;
  user.temporarilyDisabledUntil = period.until;
  if (isDisabled(user, world.now())) endSessionsOf(world, user.id, "user-disabled");
}

/** The sessions that were ended stay ended. */
export function enableUser(user: User): void {
  user.disabled = false;
  user.disableReason = undefined;
  user.temporarilyDisabledFrom = undefined;
  user.temporarilyDisabledUntil = undefined;
}

/** The row stays, without any identity. */
export function anonymizeUser(world: World, user: User): void {
  user.anonymized = true;
  user.identities = [];
  user.authenticators = [];
  user.password = undefined;
  user.standardAttributes = {};
  user.customAttributes = {};
  endSessionsOf(world, user.id, "user-anonymized");
}

export function deleteUser(world: World, user: User): void {
  endSessionsOf(world, user.id, "user-deleted");
  world.users.delete(user.id);
}
