import type { Incoming } from "../http/incoming.js";
import { json, oauthError } from "../http/responses.js";
import { issueIDToken } from "../model/issue-tokens.js";
import { resolveAccessToken } from "../model/resolve-access-token.js";
import { mayAskForFullAccess } from "../model/settings.js";
import type { Client } from "../model/settings.js";
import type { World } from "../model/world.js";
import { refuseBusyUser } from "./token-rate-limits.js";

/**
 * `grant_type=urn:authgear:params:oauth:grant-type:id-token`: a fresh ID token for the session of the access
 * token.
 */
export async function idTokenGrant(world: World, incoming: Incoming, client: Client): Promise<Response> {
  if (!mayAskForFullAccess(client))
    return oauthError("unauthorized_client", "this client may not refresh id token");
  const found = await resolveAccessToken(world, incoming.headers.get("authorization"), incoming.clientIP);
  if (!found) return oauthError("invalid_grant", "valid session is required", 401);
  return (
    refuseBusyUser(world, found.user.id) ??
    json({ id_token: await issueIDToken(world, found.session, found.user) })
  );
}
