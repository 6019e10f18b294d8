import { migrateOnLoad, type Migration } from "authgear-session-migration";
import { legacyProvider } from "../legacy-provider.js";
import type { PageConfig } from "../page-config.js";
import { loadOldSDK } from "./load-old-sdk.js";
import { report } from "./report.js";

/** What the README shows: find the old session, exchange it, prove the new one, then revoke the old one. */
export function migrateByOurs(config: PageConfig): Migration {
  return migrateOnLoad({
    authgear: { endpoint: config.authgear, clientID: config.authgearClientID },
    legacy: legacyProvider(config, loadOldSDK),
    exchange: "/session-migration",
    onEvent: report,
  });
}
