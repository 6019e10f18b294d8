import type { Incoming } from "../http/incoming.js";
import { json, oauthError } from "../http/responses.js";
import { encodeBase64url } from "../model/base64url.js";
import type { CodeGrant } from "../model/code-grant.js";
import { readDeviceInfo } from "../model/device-info.js";
import { issueAccessToken, issueIDToken } from "../model/issue-tokens.js";
import { authorize, openSession } from "../model/session-store.js";
import type { Client } from "../model/settings.js";
import type { World } from "../model/world.js";
import { refuseByHook } from "./refuse-by-hook.js";
import { refuseBusyUser } from "./token-rate-limits.js";
import type { TokenRequest } from "./token-request.js";

/** `grant_type=authorization_code` with PKCE S256 (RFC 7636). A code works once. */
export async function codeGrant(
  world: World,
  incoming: Incoming,
  client: Client,
  request: TokenRequest,
): Promise<Response> {
  const missing = missingParameter(client, request);
  if (missing) return missing;
  const deviceInfo = readDeviceInfo(request.get("x_device_info"), "with a known model");
  if (deviceInfo === "invalid") return oauthError("invalid_request", "invalid device info");
  const code = request.get("code");
  const grant = world.codes.get(code);
  if (!grant || grant.clientID !== client.clientID || world.now() > grant.expiresAt) return invalidCode();
  if (grant.redirectURI !== request.get("redirect_uri"))
    return oauthError("invalid_request", "invalid redirect URI");
  if (!(await verifierFits(client, grant, request.get("code_verifier")))) return invalidCode();
  if (client.type === "confidential" && client.clientSecret !== request.clientSecret) {
    return oauthError("invalid_client", "invalid client secret");
  }
  const user = world.users.get(grant.userID);
  if (!user || !world.codes.delete(code)) return invalidCode();
  const limited = refuseBusyUser(world, user.id) ?? refuseByHook(world, incoming, client);
  if (limited) return limited;
  const { session, refreshToken } = await openSession(world, {
    userID: user.id,
    clientID: client.clientID,
    authorizationID: authorize(world, user.id, client.clientID).id,
    scopes: grant.scopes,
    createdBy: "authorization_code",
    createdByIP: incoming.clientIP,
    authTime: grant.authTime,
    deviceInfo,
  });
  const { accessToken, expiresIn } = await issueAccessToken(world, client, session, user, incoming.origin);
  return json({
    token_type: "Bearer",
    access_token: accessToken,
    expires_in: expiresIn,
    ...(grant.scopes.includes("openid") && { id_token: await issueIDToken(world, session, user) }),
    ...(grant.scopes.includes("offline_access") && { refresh_token: refreshToken }),
  });
}

function missingParameter(client: Client, request: TokenRequest): Response | undefined {
  if (request.get("code") === "") return oauthError("invalid_request", "code is required");
  if (client.type === "confidential") {
    return request.clientSecret === ""
      ? oauthError("invalid_client", "client secret is required")
      : undefined;
  }
  return request.get("code_verifier") === ""
    ? oauthError("invalid_request", "PKCE code verifier is required")
    : undefined;
}

async function verifierFits(client: Client, grant: CodeGrant, verifier: string): Promise<boolean> {
  if (client.type === "confidential" && grant.codeChallenge === undefined && verifier === "") return true;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return encodeBase64url(new Uint8Array(digest)) === grant.codeChallenge;
}

function invalidCode(): Response {
  return oauthError("invalid_grant", "invalid authorization code");
}
