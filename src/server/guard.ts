import { MIGRATION_HEADER } from "../protocol/wire.js";
import type { Client, Clients } from "./clients.js";
import { readBody } from "./read-body.js";
import type { CORSGrant } from "./reply.js";
import type { ServerProblem } from "./server-problem.js";
import { parseUniqueJSON } from "./verify/parse-unique-json.js";

/** A request that may be looked at, or why not; `grant` says who may read the answer. */
export type Guarded =
  { client: Client; body: unknown; grant: CORSGrant } | { refused: ServerProblem; grant: CORSGrant | null };

const BODY_DEADLINE_MS = 10_000;
const KNOWN_SITES = new Set(["same-origin", "same-site", "none"]);

/** Protocol section 1, in its order: who asks comes before what is asked, and nothing is read for a stranger (Z15). */
export async function guard(request: Request, clients: Clients): Promise<Guarded> {
  const origin = request.headers.get("Origin") ?? "null";
  const ofOrigin = [...clients.values()].filter(({ origins }) => origins.has(origin));
  const site = request.headers.get("Sec-Fetch-Site");
  const allowed = ofOrigin.filter(({ crossSite }) => crossSite || site === null || KNOWN_SITES.has(site));
  if (request.method !== "POST") return forbidden("method");
  if (ofOrigin.length === 0) return forbidden("origin");
  if (allowed.length === 0) return forbidden("cross-site");
  if (request.headers.get(MIGRATION_HEADER) !== "1") return forbidden("header");
  const grant = { origin, credentials: allowed.some(({ cookie }) => cookie) };
  const wrong = (field: string, detail: string, status = 400): Guarded => ({
    refused: { problem: "invalid-request", status, field, detail },
    grant,
  });
  if (!isJSON(request.headers)) return wrong("Content-Type", "Content-Type must be application/json", 415);
  const read = await readBody(request, BODY_DEADLINE_MS);
  if (read === "too-large") return wrong("body", "the body must not be larger than 32 KB", 413);
  const body = read === "unreadable" ? undefined : parseUniqueJSON(read.text);
  const clientID = clientIDOf(body);
  if (clientID === undefined) return wrong("body", "body must be a JSON object that names no member twice");
  if (typeof clientID !== "string") return wrong("client_id", "client_id must be a text");
  const client = allowed.find((one) => one.clientID === clientID);
  if (!client) return forbidden("client");
  return { client, body, grant: { origin, credentials: client.cookie } };
}

/** What the answer to a preflight grants: that of any client of the origin, since no body says which. */
export function preflightGrant(request: Request, clients: Clients): CORSGrant | null {
  const origin = request.headers.get("Origin") ?? "null";
  const ofOrigin = [...clients.values()].filter(({ origins }) => origins.has(origin));
  return ofOrigin.length === 0 ? null : { origin, credentials: ofOrigin.some(({ cookie }) => cookie) };
}

function isJSON(headers: Headers): boolean {
  const [type = "", ...parameters] = (headers.get("Content-Type") ?? "").toLowerCase().split(";");
  const plain = parameters.every((parameter) => /^\s*charset="?utf-8"?\s*$/.test(parameter));
  return type.trim() === "application/json" && plain && !headers.has("Content-Encoding");
}

/** `undefined` if the body is no JSON object, `null` if it names no client. */
function clientIDOf(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  return Object.hasOwn(body, "client_id") && "client_id" in body ? body.client_id : null;
}

function forbidden(why: string): Guarded {
  return { refused: { problem: "forbidden-origin", why }, grant: null };
}
