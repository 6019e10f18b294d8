import { runImports } from "./admin/run-imports.js";
import { createControls } from "./controls.js";
import type { EmulatorControls } from "./controls.js";
import { readIncoming } from "./http/incoming.js";
import { route } from "./http/router.js";
import { createWorld } from "./model/world.js";
import { throughNetwork } from "./network-faults.js";
import type { EmulatorOptions } from "./options.js";
import { createRequestLog } from "./request-log.js";
import type { LoggedRequest } from "./request-log.js";

/** What a server adapter knows about a connection. */
export interface ConnectionInfo {
  clientIP?: string;
}

/** An Authgear project in memory. */
export interface AuthgearEmulator extends EmulatorControls {
  /**
   * Answers any request of the browser or of the Admin API, as the real server does (or, under a fault, does
   * not).
   * @throws ConnectionDropped (a `TypeError`) under `drop-before` and `drop-after`
   */
  fetch(request: Request, connection?: ConnectionInfo): Promise<Response>;
  /** Everything that arrived, oldest first, without tokens or bodies. */
  requests(): LoggedRequest[];
}

/**
 * Emulates the part of Authgear that a session migration touches. Two emulators share nothing.
 *
 * @example
 * const authgear = createAuthgearEmulator({
 *   publicOrigin: "http://authgear.localhost:4000",
 *   projectID: "demo",
 *   adminPublicKeys: [publicJWK],
 *   createSessionEnabled: true,
 *   clients: [{ clientID: "spa", redirectURIs: ["http://app.localhost:3000/"] }],
 * });
 * const { id } = authgear.addUser({ email: "user@example.com" });
 * const response = await authgear.fetch(new Request("http://authgear.localhost:4000/oauth2/jwks"));
 *
 * @throws TypeError naming the option, if an origin is none
 */
export function createAuthgearEmulator(options: EmulatorOptions): AuthgearEmulator {
  const world = createWorld(options);
  const log = createRequestLog(world.now);
  return {
    ...createControls(world),
    requests: log.entries,
    async fetch(request, connection) {
      const incoming = await readIncoming(world, request, connection?.clientIP);
      runImports(world);
      return log.record(incoming, () =>
        throughNetwork(world.faults, incoming.labels, request.signal, () => route(world, incoming)),
      );
    },
  };
}
