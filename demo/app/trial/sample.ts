import { SessionState, WebContainer } from "@authgear/web";
import { pageConfig } from "../page-config.js";
import { loadOldSDK } from "./load-old-sdk.js";
import { migrateBySample } from "./migrate-by-sample.js";
import { runApp } from "./run-app.js";

const config = pageConfig();
const authgear = new WebContainer();
const hasOldSession = (): boolean =>
  localStorage.getItem(`oidc.user:${config.legacy}:${config.legacyClientID}`) !== null;
const isOnAuthgear = (): boolean => authgear.sessionState === SessionState.Authenticated;

void runApp({
  async start() {
    // A migration that fails leaves the app on the old session.
    await migrateBySample(config).catch(() => undefined);
    await authgear.configure({
      endpoint: config.authgear,
      clientID: config.authgearClientID,
      sessionType: "refresh_token",
    });
    if (isOnAuthgear()) return "Signed in by Authgear";
    return hasOldSession() ? "Signed in at Old Gate" : "No session";
  },
  async authorization() {
    if (isOnAuthgear()) {
      await authgear.refreshAccessTokenIfNeeded();
      return `Bearer ${authgear.accessToken}`;
    }
    const user = hasOldSession() ? await (await loadOldSDK(config)).getUser() : null;
    return user && `Bearer ${user.access_token}`;
  },
  async signOut() {
    if (hasOldSession()) {
      const oldSDK = await loadOldSDK(config);
      await oldSDK.revokeTokens();
      await oldSDK.removeUser();
    }
    if (isOnAuthgear()) await authgear.logout({ redirectURI: `${location.origin}/trial/run?tab=1` });
  },
});
