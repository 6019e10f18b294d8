import type { Server } from "node:net";

/** Serves on 127.0.0.1, on any port that is free, and answers which. Rejects if the server cannot listen. */
export function listenHere(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
      else reject(new Error("No free port"));
    });
  });
}
