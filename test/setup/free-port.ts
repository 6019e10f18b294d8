import { createServer } from "node:net";
import { listenHere } from "./listen-here.js";

/** A port of 127.0.0.1 that was free a moment ago, for a process that cannot pick one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenHere(server);
  await new Promise((closed) => server.close(closed));
  return port;
}
