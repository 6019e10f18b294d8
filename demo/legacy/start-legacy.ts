import type { Site } from "../site.js";
import { watchLogIns, type LogIn } from "./log-ins.js";
import { createLegacyProvider, type LegacyCredentials } from "./provider.js";
import { legacyServer, type LegacyServerOptions } from "./server.js";

/** The legacy provider while it runs. */
export interface Legacy {
  readonly issuer: string;
  /** Where programs of this machine introspect (RFC 7662), and with what. */
  readonly introspection: LegacyCredentials & { readonly endpoint: string };
  readonly logIns: ReadonlyMap<string, LogIn>;
}

/** Serves the legacy provider on its site. */
export function startLegacy(site: Site, options: LegacyServerOptions): Legacy {
  const { provider, credentials } = createLegacyProvider({ issuer: site.origin, ...options });
  const logIns = watchLogIns(provider);
  site.serve(legacyServer(provider, options));
  return {
    issuer: site.origin,
    introspection: { ...credentials, endpoint: `${site.loopback}/token/introspection` },
    logIns,
  };
}
