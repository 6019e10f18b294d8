import type { JWK } from "jose";
import { createAuthgearEmulator, type AuthgearEmulator } from "authgear-session-migration/testing";

export const PROJECT_ID = "harbour-notes";
export const CLIENT_ID = "harbour-notes-spa";

/** The Authgear project that the app moves to, with no user in it yet. */
export function createProject(options: {
  publicOrigin: string;
  app: string;
  adminPublicKey: JWK;
}): AuthgearEmulator {
  return createAuthgearEmulator({
    publicOrigin: options.publicOrigin,
    projectID: PROJECT_ID,
    adminPublicKeys: [options.adminPublicKey],
    createSessionEnabled: true,
    // The app's servers reach it by another host name than browsers do.
    trustProxy: true,
    clients: [
      {
        clientID: CLIENT_ID,
        redirectURIs: [`${options.app}/`],
        postLogoutRedirectURIs: [`${options.app}/`, `${options.app}/trial/run?tab=1`],
      },
    ],
  });
}
