import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Address } from "./config/check-process.js";

export interface OpenServer {
  /** With the port that it has in fact. */
  address: Address;
  /** How many requests are being answered. */
  inFlight(): number;
  /** Accepts nobody any more; settles once every request is answered. */
  drain(): Promise<void>;
  /** Cuts what is left. */
  cut(): void;
}

/** Slow requests are cut; connections that are kept wait longer for the next request than the usual proxy in front does. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 75_000 };

/** How long a request may be under way that was sent before its sender could know. */
const ON_ITS_WAY_MS = 200;

/** Rejects where the address cannot be had. */
export async function openServer(
  address: Address,
  listener: RequestListener,
  begin: () => () => void,
): Promise<OpenServer> {
  const inFlight = new Set<ServerResponse>();
  let draining = false;
  const server = createServer(TIMEOUTS, (request, response) => {
    inFlight.add(response);
    const end = begin();
    response.once("close", () => {
      inFlight.delete(response);
      end();
      // A connection is idle only after its answer has gone out whole.
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
    if (draining) response.setHeader("Connection", "close");
    listener(request, response);
  });
  await listening(server, address);
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : address.port;
  return {
    address: { ...address, port },
    inFlight: () => inFlight.size,
    drain() {
      draining = true;
      for (const response of inFlight) if (!response.headersSent) response.setHeader("Connection", "close");
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      return Promise.race([closed, quiet(inFlight)]);
    },
    cut: () => server.closeAllConnections(),
  };
}

/**
 * Settles once nothing is in flight, and nothing has come in over connections that were open already. A connection that has never sent
 * anything counts as busy for node:http: waiting for it alone would take the whole time that a shutdown has.
 */
async function quiet(inFlight: ReadonlySet<ServerResponse>): Promise<void> {
  do {
    await Promise.all([...inFlight].map((response) => once(response, "close")));
    await new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS));
  } while (inFlight.size > 0);
}

function listening(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
