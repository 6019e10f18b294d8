import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { PageConfig } from "./page-config.js";

/** The app's client of the legacy provider, the same in both versions: they share one session in localStorage. */
export function legacyClient(config: PageConfig, options: { automaticSilentRenew: boolean }): UserManager {
  return new UserManager({
    authority: config.legacy,
    client_id: config.legacyClientID,
    redirect_uri: `${location.origin}/v1/`,
    scope: "openid profile email",
    userStore: new WebStorageStateStore({ store: localStorage }),
    automaticSilentRenew: options.automaticSilentRenew,
    // The provider answers a revocation with an empty text, which this SDK would take for a failure.
    revokeTokenAdditionalContentTypes: ["text/plain"],
  });
}
