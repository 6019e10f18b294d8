import type { RequestListener, ServerResponse } from "node:http";
import type { AppFiles } from "./app-files.js";

export interface AppServerOptions {
  readonly files: AppFiles;
  readonly exchange: RequestListener;
  /** The app's client id at the old provider. */
  readonly legacyClient: string;
  readonly origins: { readonly authgear: string; readonly legacy: string };
}

const PAGES: Readonly<Record<string, string>> = {
  "/": "app.js",
  "/static": "static-app.js",
  "/oidc": "oidc-app.js",
  "/v1/": "old-app.js",
  "/authgear": "authgear-app.js",
  "/blank": "",
};

/**
 * The app's origin: `/` is its page, `/static` the same with the engine in its first file, `/oidc` the same for an old app on oidc-client-ts, which is at `/v1/`; `/authgear` signs in at Authgear without
 * this package; `/blank` has no script. The query says `client` (an Authgear client id) and `budget` (milliseconds), the host which `@authgear/web`.
 */
export function appServer(options: AppServerOptions): RequestListener {
  const { files, exchange, origins, legacyClient } = options;
  const { authgear, legacy } = origins;
  return (request, response) => {
    const { host = "app.localhost" } = request.headers;
    const { pathname: path, searchParams: query } = new URL(request.url ?? "/", `http://${host}`);
    if (path.startsWith("/session-migration")) return exchange(request, response);
    const name = path.startsWith("/assets/") ? path.slice("/assets/".length) : "";
    const file = files.files.get(`${host.split(".localhost")[0]}/${name}`) ?? files.files.get(name);
    if (file) {
      const headers = { "content-type": "text/javascript", "cache-control": "no-store" };
      return void response.writeHead(200, headers).end(file.body);
    }
    const data = {
      authgear,
      legacy,
      "legacy-client": legacyClient,
      client: query.get("client") ?? "spa",
      budget: query.get("budget") ?? "",
    };
    const script = PAGES[path];
    if (script === undefined) return void response.writeHead(404).end();
    sendPage(response, data, script, [authgear, legacy]);
  };
}

/** Under the strictest policy that a page can have and still talk to these origins. */
function sendPage(
  response: ServerResponse,
  data: Readonly<Record<string, string>>,
  script: string,
  connect: readonly string[],
): void {
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${encodeURI(value)}"`);
  const tag = script ? `<script type="module" src="/assets/${script}"></script>` : "";
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "img-src data:",
    `connect-src 'self' ${connect.join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": policy.join("; "),
  });
  response.end(
    `<!doctype html><html lang="en" ${attributes.join(" ")}><link rel="icon" href="data:,"><title>App</title>${tag}`,
  );
}
