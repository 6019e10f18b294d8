import type { RequestListener, ServerResponse } from "node:http";
import type { Metrics } from "./observe/create-metrics.js";
import type { Readiness } from "./readiness.js";

export interface StatusPages {
  readiness: () => Promise<Readiness>;
  /** Only where `/metrics` is served. */
  metrics?: Metrics;
}

/** Answers `/healthz`, `/readyz` and, with metrics, `/metrics`; every other request goes on to `next`. */
export function statusListener({ readiness, metrics }: StatusPages, next: RequestListener): RequestListener {
  const pages: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    "/healthz": async (response) => json(response, 200, { alive: true }),
    "/readyz": async (response) => {
      const state = await readiness();
      json(response, state.ready ? 200 : 503, state);
    },
    ...(metrics && {
      "/metrics": async (response: ServerResponse) => {
        const { type, body } = await metrics.text();
        response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store" }).end(body);
      },
    }),
  };
  return (request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (!page) return next(request, response);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return void response.writeHead(405, { Allow: "GET, HEAD" }).end();
    }
    return void page(response).catch(() => response.writeHead(500).end());
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  const headers = { "Content-Type": "application/json", "Cache-Control": "no-store" };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
