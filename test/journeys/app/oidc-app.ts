import { oidcClient } from "authgear-session-migration/legacy/oidc-client";
import { startJourney } from "./start-journey.js";

const { legacy: authority = "", legacyClient: client_id = "" } = document.documentElement.dataset;

startJourney(
  oidcClient({
    authority,
    client_id,
    send: "access_token",
    userManager: async () => (await import("./oidc-user-manager.js")).oidcUserManager(authority, client_id),
  }),
);
