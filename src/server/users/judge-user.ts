import type { AuthgearUser } from "../authgear-admin/authgear-server.js";
import type { LegacyClaims } from "../verify/verifier.js";
import type { Refusal } from "./map-user.js";

/**
 * Why a user who is the right one may still not be given a session: disabled in any way (contract fact 3), or the password was
 * changed after the legacy log-in (fact 16; a log-in of unknown time counts as older).
 */
export function judgeUser(claims: LegacyClaims, user: AuthgearUser): Refusal | undefined {
  if (user.isDisabled) return { refuse: "user-unusable" };
  if (user.passwordChangedAt === undefined || user.passwordChangedAt <= (claims.authTime ?? 0))
    return undefined;
  const refusal: Refusal = { refuse: "interaction-required", reason: "login" };
  return claims.loginID ? { ...refusal, loginHint: claims.loginID.value } : refusal;
}
