import type { Incoming } from "../http/incoming.js";
import { oauthError } from "../http/responses.js";
import type { Client } from "../model/settings.js";
import type { World } from "../model/world.js";
import { codeGrant } from "./code-grant.js";
import { idTokenGrant } from "./id-token-grant.js";
import { refreshGrant } from "./refresh-grant.js";
import { refuseBusyAddress } from "./token-rate-limits.js";
import { readTokenRequest } from "./token-request.js";
import type { TokenRequest } from "./token-request.js";

export type Grant = (
  world: World,
  incoming: Incoming,
  client: Client,
  request: TokenRequest,
) => Promise<Response>;

const GRANTS = new Map<string, Grant>([
  ["refresh_token", refreshGrant],
  ["authorization_code", codeGrant],
  ["urn:authgear:params:oauth:grant-type:id-token", idTokenGrant],
]);

/**
 * `POST /oauth2/token` (contract section 2): first the limit per address, then the client, then the grant
 * type.
 */
export async function tokenEndpoint(world: World, incoming: Incoming): Promise<Response> {
  const limited = refuseBusyAddress(world, incoming.clientIP);
  if (limited) return limited;
  const request = readTokenRequest(incoming);
  const client = world.settings.clients.get(request.clientID);
  if (!client) return oauthError("invalid_client", "invalid client ID");
  const grant = GRANTS.get(request.get("grant_type"));
  if (!grant) return oauthError("unsupported_grant_type", "grant type is not supported");
  return grant(world, incoming, client, request);
}
