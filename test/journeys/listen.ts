import { createServer, type RequestListener } from "node:http";

/** A server on a port of its own, which is known before what is served on it is made. */
export interface Listening {
  readonly port: number;
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

export function listen(): Promise<Listening> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => listener(request, response));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address ? address.port : 0,
        serve: (next) => void (listener = next),
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
