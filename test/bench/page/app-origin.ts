import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Session } from "./app/exchange-by-hand.js";
import { PAGE_NAMES, type PageFiles } from "./pages.js";

export interface AppOriginOptions {
  readonly files: PageFiles;
  readonly api: RequestListener;
  /** The exchange of this package. */
  readonly exchange: RequestListener;
  /** The exchange that one writes by hand. */
  readonly byHand: (token: string) => Promise<Session>;
  /** For the root element of each page. */
  readonly data: Readonly<Record<string, string>>;
}

/** The app's origin: `/<name>` is a page, with its files below; one API, two exchanges. */
export function appOrigin(options: AppOriginOptions): RequestListener {
  const { files, api, exchange, byHand, data } = options;
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${encodeURI(value)}"`);
  return (request, response) => {
    const { url = "/" } = request;
    const file = files.get(url);
    if (url.startsWith("/session-migration")) exchange(request, response);
    else if (url === "/api/me") api(request, response);
    else if (url === "/by-hand") void answerByHand(request, response, byHand);
    else if (file) {
      const headers = { "content-type": "text/javascript", "cache-control": "max-age=31536000, immutable" };
      response.writeHead(200, headers).end(file);
    } else if (PAGE_NAMES.some((name) => url === `/${name}`)) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
      response.end(
        `<!doctype html><html lang="en" ${attributes.join(" ")}><link rel="icon" href="data:,"><title>App</title>` +
          `<script type="module" src="${url}${url}.js"></script>`,
      );
    } else response.writeHead(404).end();
  };
}

async function answerByHand(
  request: IncomingMessage,
  response: ServerResponse,
  byHand: AppOriginOptions["byHand"],
): Promise<void> {
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { token } = JSON.parse(Buffer.concat(parts).toString()) as { token: string };
    const session = JSON.stringify(await byHand(token));
    response.writeHead(200, { "cache-control": "no-store", "content-type": "application/json" }).end(session);
  } catch {
    response.writeHead(401).end();
  }
}
