import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { commonHeaders } from "./reply.js";

/** Only the path of a request is looked at: neither `Host` nor a forwarded header has a say in anything. */
const BASE = "http://handler.invalid";

/**
 * The handler as a listener of `node:http`, or as middleware of Express and its like: mount it at the root, the handler knows its own path. Best
 * before any body parser; a body that one of them has read already is taken from `request.body`.
 */
export function toNodeHandler(handler: (request: Request) => Promise<Response>): RequestListener {
  return (request, response) => {
    answer(handler, request, response).catch(() => {
      // Not even a request of ours: a header or a path that the web's types refuse.
      if (response.headersSent) response.destroy();
      else response.writeHead(400, { ...Object.fromEntries(commonHeaders()), Connection: "close" }).end();
    });
  };
}

async function answer(
  handler: (request: Request) => Promise<Response>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answered = await handler(webRequest(request));
  const body = Buffer.from(await answered.arrayBuffer());
  // The browser has left: what was done stands in the ledger, and its next request finds it.
  if (response.destroyed) return;
  for (const [name, value] of answered.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = answered.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("Set-Cookie", cookies);
  // A body that was not read to its end would be taken for the next request.
  if (!request.complete) response.setHeader("Connection", "close");
  response.writeHead(answered.status).end(body);
}

function webRequest(request: IncomingMessage): Request {
  // Express takes the mount path off `url`.
  const path = ("originalUrl" in request && String(request.originalUrl)) || (request.url ?? "/");
  const method = request.method ?? "GET";
  const headers = new Headers();
  // Node keeps only the first of some repeated headers; here every one counts.
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    headers.append(request.rawHeaders[at] ?? "", request.rawHeaders[at + 1] ?? "");
  }
  const url = new URL(BASE + (path.startsWith("/") ? path : "/"));
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: bodyOf(request), duplex: "half" } as RequestInit);
}

function bodyOf(request: IncomingMessage): BodyInit {
  const parsed: unknown = "body" in request ? request.body : undefined;
  if (parsed === undefined || !request.readableEnded) return webStream(request);
  if (typeof parsed === "string") return parsed;
  return parsed instanceof Uint8Array ? Buffer.from(parsed) : JSON.stringify(parsed);
}

/** Reads no faster than the handler does. A reader that has had enough leaves the connection open, for the answer. */
function webStream(request: IncomingMessage): ReadableStream<Uint8Array> {
  let open = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (finish: () => void) => () => {
        if (open) finish();
        open = false;
      };
      request.on("data", (chunk: Buffer) => {
        if (!open) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) request.pause();
      });
      request.once(
        "end",
        end(() => controller.close()),
      );
      const broken = end(() => controller.error(new Error("the request broke off")));
      request.once("error", broken);
      request.once("close", broken);
      request.pause();
    },
    pull() {
      request.resume();
    },
    cancel() {
      open = false;
      request.pause();
    },
  });
}
