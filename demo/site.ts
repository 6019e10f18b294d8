import { createServer, type RequestListener } from "node:http";

/** One origin of the demo: `http://<name>.localhost:<port>`, served from 127.0.0.1. */
export interface Site {
  /** What a browser calls it; every browser resolves `*.localhost` to this machine. */
  readonly origin: string;
  /** The same server for programs: Node asks the system's resolver, and that need not know `*.localhost`. */
  readonly loopback: string;
  /** Answers requests from now on; until then they get 503. */
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

/**
 * Opens the port first, so that an origin is known before what is served on it is configured.
 *
 * @param port 0 takes any free one
 * @throws Error that names the option, if the port is taken
 */
export function openSite(name: string, port: number): Promise<Site> {
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => listener(request, response));
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new Error(portTaken(name, port)) : error);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = typeof address === "object" && address ? address.port : port;
      resolve({
        origin: `http://${name}.localhost:${bound}`,
        loopback: `http://127.0.0.1:${bound}`,
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

function portTaken(name: string, port: number): string {
  return (
    `Port ${port} (${name}.localhost) is taken by another program. ` +
    "Choose three others in a row, for example: npm run demo -- --port 5400"
  );
}
