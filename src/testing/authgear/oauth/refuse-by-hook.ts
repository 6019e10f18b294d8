import type { Incoming } from "../http/incoming.js";
import { oauthError } from "../http/responses.js";
import type { Client } from "../model/settings.js";
import type { World } from "../model/world.js";

/**
 * A blocking hook that refuses, if such a fault is on (contract sections 2 and 9); the session is not
 * touched.
 */
export function refuseByHook(world: World, incoming: Incoming, client: Client): Response | undefined {
  if (client.issueJWTAccessToken && world.faults.take("refuse-jwt-hook", incoming.labels)) {
    return oauthError("server_error", "access token generation is disallowed by hook");
  }
  if (world.faults.take("refuse-id-token-hook", incoming.labels))
    return oauthError("server_error", "internal server error", 500);
  return undefined;
}
