import type { AuthgearUser } from "../authgear-admin/authgear-server.js";
import type { LegacyClaims } from "../verify/verifier.js";
import { judgeUser } from "./judge-user.js";
import type { MapUser, MapUserContext, Refusal } from "./map-user.js";

/** Knows a legacy user by what was recorded at the import (`recordImport`), and nothing else. One Admin query at most. */
export function byImport(): MapUser {
  return async (claims, context) => {
    const recorded = await context.account.find();
    return recorded === null ? { refuse: "user-not-found" } : recordedUser(claims, context, recorded);
  };
}

/** The user that a legacy account is recorded as: one Admin query. */
export async function recordedUser(
  claims: LegacyClaims,
  { authgear, sessions }: MapUserContext,
  authgearSub: string,
): Promise<AuthgearUser | Refusal> {
  const user = await authgear.userByID(authgearSub, { sessions });
  return user ? (judgeUser(claims, user) ?? user) : { refuse: "user-not-found" };
}
