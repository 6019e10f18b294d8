import type { RequestListener, ServerResponse } from "node:http";
import { appAPI } from "../journeys/app-api.js";
import type { AppParts } from "../journeys/world.js";

interface PageKind {
  readonly app?: true;
  /** Default: nobody may embed it. */
  readonly framed?: true;
  /** May be kept by the browser, also as it is for the way back. */
  readonly cached?: true;
  /** No policy at all. */
  readonly open?: true;
}

const PAGES: Readonly<Record<string, PageKind>> = {
  "/": { app: true },
  "/framed": { app: true, framed: true },
  "/cached": { app: true, cached: true },
  "/open": { app: true, open: true },
  "/blank": { open: true },
};

const PATIENT_MS = "29000";

/**
 * The app's origin for a matrix: its pages, each with the script that `prologue` gives for its host before any other; the API at
 * `/api/me`; the old app's own logout, which wipes the origin; a service worker at `/worker.js`.
 */
export function appFront(parts: AppParts, prologue: (host: string) => string): RequestListener {
  const api = appAPI(parts);
  return (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://app.localhost");
    const host = request.headers.host ?? "";
    if (pathname === "/prologue.js") return send(response, "text/javascript", prologue(host));
    if (pathname === "/worker.js") return send(response, "text/javascript", WORKER);
    if (pathname === "/api/me") return api(request, response);
    if (pathname === "/old-logout") {
      return send(response, "text/plain", "Bye", { "clear-site-data": '"storage"' });
    }
    if (pathname === "/embed") {
      const page = `<!doctype html><title>Embeds</title><iframe src="${encodeURI(query.get("page") ?? "")}"></iframe>`;
      return send(response, "text/html", page);
    }
    const page = PAGES[pathname];
    if (!page) return parts.app(request, response);
    return sendPage(response, page, query, parts);
  };
}

/** Answers every exchange with the first reply that it saw. */
const WORKER = `
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname === "/session-migration") event.respondWith(answer(event.request));
});
async function answer(request) {
  const cache = await caches.open("replies");
  const stale = await cache.match("/reply");
  if (stale) return stale;
  const reply = await fetch(request);
  await cache.put("/reply", reply.clone());
  return reply;
}`;

function sendPage(
  response: ServerResponse,
  { app, framed, cached, open }: PageKind,
  query: URLSearchParams,
  { origins: { authgear, legacy }, legacyClient }: AppParts,
): void {
  const data = {
    authgear,
    legacy,
    "legacy-client": legacyClient,
    client: query.get("client") ?? "spa",
    budget: query.get("budget") ?? PATIENT_MS,
  };
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${encodeURI(value)}"`);
  const scripts = `<script src="/prologue.js"></script><script type="module" src="/assets/app.js"></script>`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${authgear} ${legacy}`,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ...(framed ? [] : ["frame-ancestors 'none'"]),
  ];
  send(
    response,
    "text/html; charset=utf-8",
    `<!doctype html><html lang="en" ${attributes.join(" ")}><link rel="icon" href="data:,"><title>App</title>${app ? scripts : ""}`,
    {
      ...(!open && { "content-security-policy": policy.join("; ") }),
      ...(cached && { "cache-control": "no-cache" }),
    },
  );
}

function send(
  response: ServerResponse,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, { "cache-control": "no-store", ...headers, "content-type": type }).end(body);
}
