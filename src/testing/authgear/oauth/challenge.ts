import { ApiError } from "../http/api-error.js";
import type { Incoming } from "../http/incoming.js";
import { parseJSONObject } from "../http/json-object.js";
import { apiErrorResponse, json } from "../http/responses.js";
import { randomToken } from "../model/random-token.js";
import type { World } from "../model/world.js";
import { isJSONRequest, missing } from "./app-session-token.js";

const LIFETIME_MS = 5 * 60 * 1000;
const PURPOSES = new Set<unknown>(["anonymous_request", "biometric_request", "app2app_request"]);

/** `POST /oauth2/challenge`: answers, but nothing in the emulator takes the token. */
export function challenge(world: World, incoming: Incoming): Response {
  if (!isJSONRequest(incoming)) {
    return apiErrorResponse(new ApiError("BadRequest", "BadRequest", "request content type is invalid"));
  }
  if (!PURPOSES.has(parseJSONObject(incoming.body)?.["purpose"])) return apiErrorResponse(missing("purpose"));
  return json({
    result: { token: randomToken(), expire_at: new Date(world.now() + LIFETIME_MS).toISOString() },
  });
}
