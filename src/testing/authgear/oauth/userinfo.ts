import type { Incoming } from "../http/incoming.js";
import { json, text } from "../http/responses.js";
import { resolveAccessToken } from "../model/resolve-access-token.js";
import { clientOf } from "../model/session-store.js";
import { FULL_ACCESS } from "../model/session.js";
import { standardAttributes, userClaims } from "../model/user-claims.js";
import type { User } from "../model/user.js";
import type { World } from "../model/world.js";

/** `GET|POST /oauth2/userinfo` (contract section 3). No rate limit. */
export async function userinfo(world: World, incoming: Incoming): Promise<Response> {
  const found = await resolveAccessToken(world, incoming.headers.get("authorization"), incoming.clientIP);
  if (!found) return invalidSession();
  const { session, user } = found;
  const client = clientOf(world, session);
  return json({
    sub: user.id,
    ...userClaims(user),
    ...(session.scopes.includes(FULL_ACCESS) && accountClaims(user)),
    ...standardAttributes(user),
    custom_attributes: user.customAttributes,
    ...(client?.type !== "third_party_app" && { x_web3: {} }),
  });
}

function accountClaims(user: User): Record<string, unknown> {
  return {
    "https://authgear.com/claims/user/identities": user.identities.map((identity) => ({
      ...times(identity),
      type: identity.type,
      ...(identity.type === "login_id"
        ? { login_id_key: identity.key, login_id_type: identity.key }
        : { oauth_provider_alias: identity.alias }),
    })),
    "https://authgear.com/claims/user/authenticators": user.authenticators.map((authenticator) => ({
      ...times(authenticator),
      type: authenticator.type,
      kind: authenticator.kind,
    })),
    "https://authgear.com/claims/user/recovery_code_enabled": false,
  };
}

function times({ createdAt, updatedAt }: { createdAt: number; updatedAt: number }): Record<string, string> {
  return { created_at: new Date(createdAt).toISOString(), updated_at: new Date(updatedAt).toISOString() };
}

/** The body is JSON, but nothing says so. */
function invalidSession(): Response {
  const error = "invalid_grant";
  const error_description = "invalid session";
  const response = text(JSON.stringify({ error, error_description }), 401);
  response.headers.set(
    "WWW-Authenticate",
    `Bearer error="${error}", error_description="${error_description}"`,
  );
  return response;
}
