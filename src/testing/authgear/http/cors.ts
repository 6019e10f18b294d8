import type { World } from "../model/world.js";
import type { Incoming } from "./incoming.js";

/** Discovery and keys: any origin, no credentials. */
export function starCORS(incoming: Incoming): Record<string, string> {
  return {
    Vary: "User-Agent",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Max-Age": "900",
    ...requested(incoming),
  };
}

/**
 * `/oauth2/*`: an allowed origin is echoed, any other gets no header, but its request still runs (contract
 * section 2).
 */
export function originCORS(world: World, incoming: Incoming): Record<string, string> {
  const vary = { Vary: "User-Agent, Origin" };
  const origin = incoming.headers.get("origin");
  if (origin === null || (origin !== incoming.origin && !world.settings.allowedOrigins.has(origin)))
    return vary;
  return {
    ...vary,
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Max-Age": "900",
    ...requested(incoming),
  };
}

function requested({ headers }: Incoming): Record<string, string> {
  const method = headers.get("access-control-request-method");
  const names = headers.get("access-control-request-headers");
  return {
    ...(method !== null && { "Access-Control-Allow-Methods": method }),
    ...(names !== null && { "Access-Control-Allow-Headers": names }),
  };
}
