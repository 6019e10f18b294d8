import { ApiError } from "../http/api-error.js";
import type { Incoming } from "../http/incoming.js";
import { isJSONObject } from "../http/json-object.js";
import type { JSONObject } from "../http/json-object.js";
import { apiErrorResponse, text } from "../http/responses.js";
import { parseJSONBody } from "./parse-json-body.js";

/** What a GraphQL request asks. */
export interface GraphQLRequest {
  query: string;
  variableValues: JSONObject;
  operationName: string | null;
}

const MAX_BYTES = 1_000_000;

/**
 * Reads `application/json` or `application/graphql`; anything else is refused with the answer that the real
 * server gives.
 */
export function readGraphQLRequest({ headers, body }: Incoming): GraphQLRequest | Response {
  const contentType = headers.get("content-type") ?? "";
  const mediaType = contentType.split(";")[0]?.trim().toLowerCase();
  if (new TextEncoder().encode(body).byteLength > MAX_BYTES) {
    return apiErrorResponse(
      new ApiError("RequestEntityTooLarge", "RequestEntityTooLarge", "request body too large"),
    );
  }
  if (mediaType === "application/graphql") return { query: body, variableValues: {}, operationName: null };
  if (mediaType !== "application/json") return text(`invalid content type: ${contentType}\n`, 415);
  const parsed = parseJSONBody(body);
  if (parsed instanceof ApiError) return apiErrorResponse(parsed);
  const { query, variables, operationName } = isJSONObject(parsed) ? parsed : {};
  return {
    query: typeof query === "string" ? query : "",
    variableValues: isJSONObject(variables) ? variables : {},
    operationName: typeof operationName === "string" && operationName !== "" ? operationName : null,
  };
}
