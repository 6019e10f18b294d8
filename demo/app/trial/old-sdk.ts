import type { UserManager } from "oidc-client-ts";
import { legacyClient } from "../legacy-client.js";
import type { PageConfig } from "../page-config.js";
import { trialPage } from "./trial-page.js";

/** The old provider's SDK as this app has it; in one scenario it forgets more than its own. */
export function createOldSDK(config: PageConfig): UserManager {
  const manager = legacyClient(config, { automaticSilentRenew: false });
  if (trialPage().fault !== "wipe-storage") return manager;
  return Object.assign(manager, {
    removeUser: () => {
      localStorage.clear();
      return Promise.resolve();
    },
  });
}
