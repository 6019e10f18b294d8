import { apiErrorCode } from "./api-error.js";
import type { ApiError } from "./api-error.js";

const NO_STORE = { "Cache-Control": "no-store", Pragma: "no-cache" };

/** A JSON answer that must not be cached: nearly every answer of Authgear. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...NO_STORE, ...headers },
  });
}

/** Discovery and keys carry no `Cache-Control`. */
export function cacheableJSON(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
}

export function empty(status = 200): Response {
  return new Response(null, { status, headers: NO_STORE });
}

export function text(body: string, status: number): Response {
  return new Response(body, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...NO_STORE },
  });
}

/** What the router itself says: no cache headers. */
export function routerText(body: string, status: number): Response {
  return new Response(body, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

/** The JSON form of Authgear's own errors; the HTTP status is its `code`. */
export function apiErrorResponse(error: ApiError): Response {
  const code = apiErrorCode(error);
  const { errorName: name, reason, message, info } = error;
  const tracking_id = crypto.randomUUID();
  return json({ error: { name, reason, message, code, tracking_id, ...(info && { info }) } }, code);
}

/** An OAuth error (RFC 6749 section 5.2). */
export function oauthError(error: string, error_description: string, status = 400): Response {
  return json({ error, error_description }, status);
}
