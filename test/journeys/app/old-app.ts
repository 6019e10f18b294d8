import { oidcUserManager } from "./oidc-user-manager.js";

// The app before the migration: it signs its user in at the old provider, and says so when that is done.
const { legacy = "", legacyClient = "" } = document.documentElement.dataset;
const manager = oidcUserManager(legacy, legacyClient);
if (new URLSearchParams(location.search).has("code")) {
  await manager.signinCallback();
  location.replace("/blank");
} else {
  await manager.signinRedirect();
}
