import type { Incoming } from "../http/incoming.js";
import { json, text } from "../http/responses.js";
import { resolveAccessToken } from "../model/resolve-access-token.js";
import { clientOf } from "../model/session-store.js";
import { FULL_ACCESS, FULL_USERINFO } from "../model/session.js";
import { standardAttributes, userClaims } from "../model/user-claims.js";
import type { User } from "../model/user.js";
import type { World } from "../model/world.js";

/** `GET|POST /oauth2/userinfo` (contract section 3). No rate limit. */
export async function userinfo(world: World, incoming: Incoming): Promise<Response> {
  const found = await resolveAccessToken(world, incoming.headers.get("authorization"), incoming.clientIP);
  if (!found) return invalidSession();
  const { session, user } = found;
  const isFirstParty = clientOf(world, session)?.type !== "third_party_app";
  const isFull = session.scopes.some((scope) => scope === FULL_ACCESS || scope === FULL_USERINFO);
  return json({
    sub: user.id,
    ...userClaims(user),
    ...(isFull && accountClaims(user)),
    ...(isFirstParty || isFull ? standardAttributes(user) : claimsOfScopes(user, session.scopes)),
    ...(isFirstParty && { custom_attributes: user.customAttributes, x_web3: {} }),
  });
}

const SCOPE_CLAIMS = new Map([
  ["email", /^email/],
  ["phone", /^phone_number/],
  ["address", /^address$/],
  ["profile", /^(?!email|phone_number|address$)/],
]);

/** What a third party sees of the standard attributes (OpenID Connect Core section 5.4). */
function claimsOfScopes(user: User, scopes: string[]): Record<string, unknown> {
  const seen = Object.entries(standardAttributes(user)).filter(([claim]) =>
    scopes.some((scope) => SCOPE_CLAIMS.get(scope)?.test(claim)),
  );
  return Object.fromEntries(seen);
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
