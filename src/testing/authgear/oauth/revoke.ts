import type { Incoming } from "../http/incoming.js";
import { empty } from "../http/responses.js";
import { recordAudit } from "../model/record-audit.js";
import { isCurrent, readRefreshToken } from "../model/find-by-refresh-token.js";
import { sha256Hex } from "../model/random-token.js";
import { endSession, isLive } from "../model/session-store.js";
import type { World } from "../model/world.js";
import { readTokenRequest } from "./token-request.js";

/**
 * `POST /oauth2/revoke` (RFC 7009): always 200, no client authentication. With a dot it is a refresh token,
 * and only the current one ends its session; a JWT access token has dots too and so does nothing. Without a
 * dot one opaque access token is removed.
 */
export async function revoke(world: World, incoming: Incoming): Promise<Response> {
  const token = readTokenRequest(incoming).get("token");
  if (!token.includes(".")) {
    world.accessTokens.delete(await sha256Hex(token));
    return empty();
  }
  const presented = await readRefreshToken(world, token);
  if (presented && isCurrent(presented) && isLive(world, presented.session)) {
    endSession(world, presented.session, "revoke-endpoint");
    const { userID, id: sessionID } = presented.session;
    recordAudit(world, { activityType: "USER_SIGNED_OUT", userID, sessionID });
  }
  return empty();
}
