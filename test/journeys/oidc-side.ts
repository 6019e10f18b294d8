import { introspectionVerifier } from "../../src/server/index.js";
import { createEverybody } from "../../demo/everybody.js";
import { watchLogIns, type LogIn } from "../../demo/legacy/log-ins.js";
import { APP_CLIENT_ID, createLegacyProvider } from "../../demo/legacy/provider.js";
import { legacyServer } from "../../demo/legacy/server.js";
import { listen } from "./listen.js";
import type { LegacySide, Origins } from "./world.js";

/** A certified OpenID provider as the old one: a log-in page, opaque tokens, introspection and revocation. */
export interface OidcSide extends LegacySide {
  /** By the ids of log-ins. */
  readonly logIns: ReadonlyMap<string, LogIn>;
}

export async function createOidcSide({ legacy: issuer, app }: Origins): Promise<OidcSide> {
  const everybody = createEverybody();
  const { provider, credentials } = createLegacyProvider({ issuer, app, everybody });
  const folder = new URL("../../demo/legacy/", import.meta.url);
  const listener = legacyServer(provider, { app, everybody, folder });
  // Programs of this machine have a door of their own: Node's resolver need not know `*.localhost`.
  const inside = await listen();
  inside.serve(listener);
  const name = "old-gate";
  return {
    name,
    issuer,
    clientID: APP_CLIENT_ID,
    logIns: watchLogIns(provider),
    listener,
    verifier: introspectionVerifier({
      name,
      issuer,
      endpoint: `http://127.0.0.1:${inside.port}/token/introspection`,
      clientAuth: credentials,
      clientID: APP_CLIENT_ID,
      session: { claim: "session_id" },
    }),
    close: inside.close,
  };
}
