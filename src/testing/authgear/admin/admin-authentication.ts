import { decodeProtectedHeader, jwtVerify } from "jose";
import { isJSONObject } from "../http/json-object.js";
import type { JSONObject } from "../http/json-object.js";
import type { World } from "../model/world.js";

const SKEW_SECONDS = 5 * 60;

/** What the Admin API takes from its caller's token. */
export interface AdminCaller {
  auditContext: JSONObject | undefined;
}

/**
 * Checks the Admin API token (contract section 4): scheme in this very case, RS256, a known `kid`, the
 * project ID in `aud`, and `exp`, `nbf`, `iat` with 5 minutes of skew where present.
 * @returns undefined for every failure: the answer does not tell them apart.
 */
export async function authenticateAdmin(
  world: World,
  authorization: string | null,
): Promise<AdminCaller | undefined> {
  const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  const checks = {
    algorithms: ["RS256"],
    audience: world.settings.projectID,
    clockTolerance: SKEW_SECONDS,
    currentDate: new Date(world.now()),
  };
  try {
    if (decodeProtectedHeader(token).kid === undefined) return undefined;
    const { payload } = await jwtVerify(token, world.adminKeys, checks);
    if (payload.iat !== undefined && payload.iat > world.now() / 1000 + SKEW_SECONDS) return undefined;
    const auditContext = payload["audit_context"];
    return { auditContext: isJSONObject(auditContext) ? auditContext : undefined };
  } catch {
    return undefined;
  }
}
