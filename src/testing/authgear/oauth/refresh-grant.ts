import type { Incoming } from "../http/incoming.js";
import { json, oauthError } from "../http/responses.js";
import { readDeviceInfo } from "../model/device-info.js";
import { isCurrent, readRefreshToken } from "../model/find-by-refresh-token.js";
import type { PresentedToken } from "../model/find-by-refresh-token.js";
import { issueAccessToken, issueIDToken } from "../model/issue-tokens.js";
import { randomToken, sha256Hex } from "../model/random-token.js";
import { clientOf, touch, userOfUsableSession } from "../model/session-store.js";
import type { Client } from "../model/settings.js";
import type { World } from "../model/world.js";
import { refuseByHook } from "./refuse-by-hook.js";
import { refuseBusyUser } from "./token-rate-limits.js";
import type { TokenRequest } from "./token-request.js";

/**
 * `grant_type=refresh_token`: the checks in the order of contract section 2. No client secret is asked for.
 * The session's client decides what is issued; that the request names another one is noticed last, and then
 * nothing has changed.
 */
export async function refreshGrant(
  world: World,
  incoming: Incoming,
  client: Client,
  request: TokenRequest,
): Promise<Response> {
  const token = request.get("refresh_token");
  if (token === "") return oauthError("invalid_request", "refresh token is required");
  const deviceInfo = readDeviceInfo(request.get("x_device_info"), "with a known model");
  if (deviceInfo === "invalid") return oauthError("invalid_request", "invalid device info");

  const presented = await readRefreshToken(world, token);
  const user = presented && userOfUsableSession(world, presented.session);
  const owner = presented && clientOf(world, presented.session);
  if (!presented || !user || !owner) return invalidToken();
  const passesLate = !isCurrent(presented) && outrunsRotation(world, incoming, presented);
  if (!isCurrent(presented) && !passesLate) return invalidToken();

  const { session } = presented;
  const limited = refuseBusyUser(world, user.id) ?? refuseByHook(world, incoming, owner);
  if (limited) return limited;
  const { accessToken, expiresIn } = await issueAccessToken(world, owner, session, user, incoming.origin);
  const idToken = session.scopes.includes("openid") ? await issueIDToken(world, session, user) : undefined;
  const secret = randomToken();
  const nextHash = await sha256Hex(secret);
  if (client !== owner) return oauthError("invalid_request", "client id doesn't match the refresh token");

  // No await from here on: of two parallel refreshes of a rotating client one wins, unless the fault lets the
  // other pass.
  if (!userOfUsableSession(world, session)) return invalidToken();
  if (!passesLate && !isCurrent(presented) && !outrunsRotation(world, incoming, presented))
    return invalidToken();
  touch(world, session, incoming.clientIP);
  session.deviceInfo = deviceInfo;
  if (owner.rotation) {
    session.previousTokenHash = session.tokenHash;
    session.tokenHash = nextHash;
  }
  return json({
    token_type: "Bearer",
    access_token: accessToken,
    expires_in: expiresIn,
    ...(idToken !== undefined && { id_token: idToken }),
    ...(owner.rotation && { refresh_token: `${session.id}.${secret}` }),
  });
}

function outrunsRotation(world: World, incoming: Incoming, { session, hash }: PresentedToken): boolean {
  return (
    session.previousTokenHash === hash && world.faults.take("parallel-refresh", incoming.labels) !== undefined
  );
}

function invalidToken(): Response {
  return oauthError("invalid_grant", "invalid refresh token");
}
