import { createServer, type RequestListener } from "node:http";
import { listenHere } from "../setup/listen-here.js";

/** A server on a port of its own, which is known before what is served on it is made. */
export interface Listening {
  readonly port: number;
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

export async function listen(): Promise<Listening> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => listener(request, response));
  return {
    port: await listenHere(server),
    serve: (next) => void (listener = next),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
