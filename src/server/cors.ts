import { IDEMPOTENCY_KEY_HEADER, MIGRATION_HEADER } from "../protocol/wire.js";
import type { Clients } from "./clients.js";
import { preflightGrant } from "./guard.js";
import { commonHeaders, problemResponse, withGrant } from "./reply.js";

/** The headers that a page may send, and no others. */
const ALLOWED_HEADERS = ["Content-Type", MIGRATION_HEADER, IDEMPOTENCY_KEY_HEADER];
const MAX_AGE_S = 600;

/** Answers `OPTIONS` of an origin that some client lists; anybody else learns nothing. */
export function preflightResponse(request: Request, clients: Clients): Response {
  const grant = preflightGrant(request, clients);
  if (!grant) return problemResponse({ problem: "forbidden-origin" }, null);
  const headers = withGrant(commonHeaders(), grant);
  headers.set("Access-Control-Allow-Methods", "POST");
  headers.set("Access-Control-Allow-Headers", ALLOWED_HEADERS.join(", "));
  headers.set("Access-Control-Max-Age", String(MAX_AGE_S));
  return new Response(null, { status: 204, headers });
}
