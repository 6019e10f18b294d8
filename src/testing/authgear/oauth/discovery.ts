import type { Incoming } from "../http/incoming.js";
import { cacheableJSON } from "../http/responses.js";
import type { World } from "../model/world.js";

/** `GET /.well-known/openid-configuration` (contract section 1). */
export function discovery(world: World, _incoming: Incoming): Response {
  const issuer = world.settings.publicOrigin;
  return cacheableJSON({
    issuer,
    authorization_endpoint: `${issuer}/oauth2/authorize`,
    token_endpoint: `${issuer}/oauth2/token`,
    userinfo_endpoint: `${issuer}/oauth2/userinfo`,
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    end_session_endpoint: `${issuer}/oauth2/end_session`,
    jwks_uri: `${issuer}/oauth2/jwks`,
    response_types_supported: ["code", "urn:authgear:params:oauth:response-type:settings-action", "none"],
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none", "client_secret_post", "client_secret_basic"],
    dpop_signing_alg_values_supported: ["ES256", "RS256"],
    id_token_signing_alg_values_supported: ["RS256"],
    subject_types_supported: ["public"],
    scopes_supported: SCOPES,
    claims_supported: CLAIMS,
  });
}

/** `GET /oauth2/jwks`. */
export async function jwks(world: World, _incoming: Incoming): Promise<Response> {
  const { publicJWK } = await world.signingKey();
  return cacheableJSON({ keys: [{ ...publicJWK, created_at: 1_704_946_737 }] });
}

const SCOPES = [
  "offline_access",
  "device_sso",
  "openid",
  "profile",
  "email",
  "address",
  "phone",
  "https://authgear.com/scopes/full-access",
  "https://authgear.com/scopes/full-userinfo",
  "https://authgear.com/scopes/pre-authenticated-url",
];

// prettier-ignore
const CLAIMS = [
  "iss", "aud", "iat", "exp", "sub",
  "email", "email_verified", "phone_number", "phone_number_verified", "preferred_username",
  "family_name", "given_name", "middle_name", "name", "nickname", "picture", "profile", "website",
  "gender", "birthdate", "zoneinfo", "locale", "address", "updated_at",
];
