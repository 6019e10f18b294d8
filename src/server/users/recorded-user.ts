import type { AuthgearUser } from "../authgear-admin/authgear-server.js";
import type { LegacyClaims } from "../verify/verifier.js";
import { judgeUser } from "./judge-user.js";
import type { MapUserContext, Refusal } from "./map-user.js";

/** The user that a legacy account is recorded as: one Admin query. */
export async function recordedUser(
  claims: LegacyClaims,
  { authgear, sessions }: MapUserContext,
  authgearSub: string,
): Promise<AuthgearUser | Refusal> {
  const user = await authgear.userByID(authgearSub, { sessions });
  return user ? (judgeUser(claims, user) ?? user) : { refuse: "user-not-found" };
}
