import type { User } from "./user.js";

/** The claims about a user that access tokens, ID tokens and userinfo share (contract section 2). */
export function userClaims(user: User): Record<string, unknown> {
  return {
    "https://authgear.com/claims/user/is_anonymous": false,
    "https://authgear.com/claims/user/is_verified": user.verifiedClaims.length > 0,
    "https://authgear.com/claims/user/can_reauthenticate": user.authenticators.length > 0,
    "https://authgear.com/claims/user/roles": [],
  };
}

const STANDARD = [
  ["email", "email", "email_verified"],
  ["phone", "phone_number", "phone_number_verified"],
  ["username", "preferred_username", undefined],
] as const;

/**
 * The standard attributes: first login ID of each kind, what was set besides, and `updated_at` in seconds.
 */
export function standardAttributes(user: User): Record<string, unknown> {
  const attributes: Record<string, unknown> = { ...user.standardAttributes };
  for (const [key, claim, verifiedClaim] of STANDARD) {
    const identity = user.identities.find((one) => one.type === "login_id" && one.key === key);
    if (identity?.type !== "login_id") continue;
    attributes[claim] = identity.value;
    if (verifiedClaim) attributes[verifiedClaim] = user.verifiedClaims.includes(identity.value);
  }
  attributes["updated_at"] = Math.floor(user.updatedAt / 1000);
  return attributes;
}
