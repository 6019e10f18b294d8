import { adminGraphQL } from "../admin/admin-graphql.js";
import { adminImportStatus, adminStartImport } from "../admin/admin-import.js";
import type { World } from "../model/world.js";
import { appSessionToken } from "../oauth/app-session-token.js";
import { authorizeEndpoint } from "../oauth/authorize-endpoint.js";
import { challenge } from "../oauth/challenge.js";
import { discovery, jwks } from "../oauth/discovery.js";
import { endSessionEndpoint } from "../oauth/end-session-endpoint.js";
import { revoke } from "../oauth/revoke.js";
import { tokenEndpoint } from "../oauth/token-endpoint.js";
import { userinfo } from "../oauth/userinfo.js";
import { escapeHTML } from "./escape-html.js";
import { originCORS, starCORS } from "./cors.js";
import { GRAPHQL_PATH } from "./incoming.js";
import type { Incoming } from "./incoming.js";
import { routerText, text } from "./responses.js";

export type Handler = (world: World, incoming: Incoming) => Response | Promise<Response>;

interface Route {
  path: string | RegExp;
  methods: string[];
  /** `admin`: no CORS, any host. */
  side: "star" | "oauth" | "page" | "admin";
  handler: Handler;
}

const ROUTES: Route[] = [
  { path: "/.well-known/openid-configuration", methods: ["GET"], side: "star", handler: discovery },
  { path: "/.well-known/oauth-authorization-server", methods: ["GET"], side: "star", handler: discovery },
  { path: "/oauth2/jwks", methods: ["GET"], side: "star", handler: jwks },
  { path: "/oauth2/token", methods: ["POST"], side: "oauth", handler: tokenEndpoint },
  { path: "/oauth2/userinfo", methods: ["GET", "POST"], side: "oauth", handler: userinfo },
  { path: "/oauth2/revoke", methods: ["POST"], side: "oauth", handler: revoke },
  { path: "/oauth2/app_session_token", methods: ["POST"], side: "oauth", handler: appSessionToken },
  { path: "/oauth2/challenge", methods: ["POST"], side: "oauth", handler: challenge },
  { path: "/oauth2/authorize", methods: ["GET", "POST"], side: "page", handler: authorizeEndpoint },
  { path: "/oauth2/end_session", methods: ["GET", "POST"], side: "page", handler: endSessionEndpoint },
  { path: GRAPHQL_PATH, methods: ["GET", "POST"], side: "admin", handler: adminGraphQL },
  { path: "/_api/admin/users/import", methods: ["POST"], side: "admin", handler: adminStartImport },
  {
    path: /^\/_api\/admin\/users\/import\/[^/]+$/,
    methods: ["GET"],
    side: "admin",
    handler: adminImportStatus,
  },
];

/**
 * Finds the handler and adds what the layers before it add: methods, CORS, preflight, redirect to the public
 * origin.
 */
export async function route(world: World, incoming: Incoming): Promise<Response> {
  const found = ROUTES.find(({ path }) =>
    typeof path === "string" ? path === incoming.path : path.test(incoming.path),
  );
  if (!found) return notFound();
  const isPreflight = incoming.method === "OPTIONS" && (found.side === "star" || found.side === "oauth");
  if (!isPreflight && !found.methods.includes(incoming.method))
    return routerText("Method Not Allowed\n", 405);
  if (found.side === "admin")
    return isAdminOrigin(world, incoming) ? found.handler(world, incoming) : text("app not found\n", 404);
  const cors = corsOf(world, incoming, found.side);
  if (isPreflight) return new Response(null, { headers: cors });
  const isElsewhere = incoming.origin !== world.settings.publicOrigin;
  const response = isElsewhere ? redirectHome(world, incoming) : await found.handler(world, incoming);
  for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
  return response;
}

function isAdminOrigin({ settings }: World, { origin, directOrigin }: Incoming): boolean {
  return settings.adminOrigins.has(origin) || settings.adminOrigins.has(directOrigin);
}

function notFound(): Response {
  return routerText("404 page not found\n", 404);
}

function corsOf(world: World, incoming: Incoming, side: Route["side"]): Record<string, string> {
  if (side === "star") return starCORS(incoming);
  return side === "oauth" ? originCORS(world, incoming) : { Vary: "User-Agent" };
}

/** 307: a browser repeats the request across origins and fails there (contract section 1). */
function redirectHome(world: World, incoming: Incoming): Response {
  const search = incoming.query.size > 0 ? `?${incoming.query}` : "";
  const location = `${world.settings.publicOrigin}${incoming.path}${search}`;
  if (incoming.method !== "GET") return new Response(null, { status: 307, headers: { Location: location } });
  const headers = { Location: location, "Content-Type": "text/html; charset=utf-8" };
  return new Response(`<a href="${escapeHTML(location)}">Temporary Redirect</a>.\n\n`, {
    status: 307,
    headers,
  });
}
