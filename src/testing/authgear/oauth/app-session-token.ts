import { ApiError, validationFailed } from "../http/api-error.js";
import type { Incoming } from "../http/incoming.js";
import { parseJSONObject } from "../http/json-object.js";
import { apiErrorResponse, json } from "../http/responses.js";
import { findByRefreshToken } from "../model/find-by-refresh-token.js";
import { randomToken } from "../model/random-token.js";
import { FULL_ACCESS } from "../model/session.js";
import type { World } from "../model/world.js";

const LIFETIME_MS = 5 * 60 * 1000;

/**
 * `POST /oauth2/app_session_token`: proves a refresh token without rotating it (contract fact 14). No rate
 * limit.
 */
export async function appSessionToken(world: World, incoming: Incoming): Promise<Response> {
  if (!isJSONRequest(incoming)) {
    return apiErrorResponse(new ApiError("BadRequest", "BadRequest", "request content type is invalid"));
  }
  const token = parseJSONObject(incoming.body)?.["refresh_token"];
  if (typeof token !== "string") return apiErrorResponse(missing("refresh_token"));
  const found = await findByRefreshToken(world, token);
  if (!found) return apiErrorResponse(new ApiError("Forbidden", "InvalidGrant", "invalid refresh token"));
  if (!found.session.scopes.includes(FULL_ACCESS)) {
    const message = "the client is not authorized to have full user access";
    return apiErrorResponse(new ApiError("Forbidden", "Forbidden", message));
  }
  const expire_at = new Date(world.now() + LIFETIME_MS).toISOString();
  return json({ result: { app_session_token: randomToken(), expire_at } });
}

export function isJSONRequest({ headers }: Incoming): boolean {
  return /^application\/json\s*(;|$)/i.test(headers.get("content-type") ?? "");
}

export function missing(name: string): ApiError {
  const details = { actual: [], expected: [name], missing: [name] };
  return validationFailed("invalid request body", [{ location: "", kind: "required", details }]);
}
