import type { LegacyProvider } from "authgear-session-migration";
import { oidcClient, type OidcSession } from "authgear-session-migration/legacy/oidc-client";
import type { UserManager } from "oidc-client-ts";
import type { PageConfig } from "./page-config.js";

/** Where the old version of the app keeps its session. Its SDK is loaded only where there is one, and once. */
export function legacyProvider(
  config: PageConfig,
  load: (config: PageConfig) => Promise<UserManager> = loadClient,
): LegacyProvider<OidcSession> {
  let manager: Promise<UserManager> | undefined;
  return oidcClient({
    userManager: () => (manager ??= load(config)),
    send: "access_token",
    authority: config.legacy,
    client_id: config.legacyClientID,
  });
}

async function loadClient(config: PageConfig): Promise<UserManager> {
  const { legacyClient } = await import("./legacy-client.js");
  return legacyClient(config, { automaticSilentRenew: false });
}
