import { UserManager, WebStorageStateStore } from "oidc-client-ts";

/** The old app's client of its provider. */
export function oidcUserManager(authority: string, clientID: string): UserManager {
  return new UserManager({
    authority,
    client_id: clientID,
    redirect_uri: `${location.origin}/v1/`,
    scope: "openid profile email",
    userStore: new WebStorageStateStore({ store: localStorage }),
    automaticSilentRenew: false,
    // This provider answers a revocation with an empty text.
    revokeTokenAdditionalContentTypes: ["text/plain"],
  });
}
