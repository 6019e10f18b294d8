import type { IncomingMessage, ServerResponse } from "node:http";
import { isConnectionDropped } from "./connection-dropped.js";
import type { ConnectionInfo } from "./create-authgear-emulator.js";

/** Whatever answers requests as an emulator does. */
export interface FetchServer {
  fetch(request: Request, connection?: ConnectionInfo): Promise<Response>;
}

/**
 * Serves an emulator through `node:http`, for browsers:
 * `createServer(emulatorNodeListener(emulator)).listen(4000)`. A dropped connection destroys the socket; a
 * caller that goes away aborts the request.
 */
export function emulatorNodeListener(
  server: FetchServer,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    serve(server, request, response).catch((error: unknown) => {
      if (isConnectionDropped(error) || response.headersSent || response.destroyed)
        return request.socket.destroy();
      response.writeHead(500, { "Content-Type": "text/plain; charset=utf-8" });
      return response.end("The emulator failed.\n");
    });
  };
}

async function serve(server: FetchServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const clientIP = request.socket.remoteAddress?.replace(/^::ffff:/, "");
  const answer = await server.fetch(
    await toRequest(request, gone.signal),
    clientIP === undefined ? {} : { clientIP },
  );
  response.writeHead(answer.status, [...answer.headers].flat());
  response.end(new Uint8Array(await answer.arrayBuffer()));
}

async function toRequest(request: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(new Uint8Array(chunk));
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, signal, ...(hasBody && { body: new Blob(chunks) }) });
}
