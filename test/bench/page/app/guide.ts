// The steps of a guide, as one writes them by hand, each after the one before.
import { WebContainer } from "@authgear/web";
import { endSession } from "../../../journeys/app/legacy-sdk.js";
import { oidcUserManager } from "../../../journeys/app/oidc-user-manager.js";
import { TOKEN_KEY } from "../../../journeys/visitor.js";
import { arrive, settings } from "./arrive.js";
import { exchangeByHand } from "./exchange-by-hand.js";

arrive(async () => {
  const { authgear: endpoint, legacy, client } = settings();
  const old = await oidcUserManager(legacy, client).getUser();
  if (!old) throw new Error("Nobody is signed in at the old provider");

  const { refreshToken, userID } = await exchangeByHand(old.access_token);
  localStorage.setItem(TOKEN_KEY, refreshToken);

  const container = new WebContainer();
  await container.configure({ endpoint, clientID: "spa", sessionType: "refresh_token" });
  await container.refreshAccessTokenIfNeeded();
  const { sub } = await container.fetchUserInfo();
  if (sub !== userID) throw new Error("Authgear knows somebody else");

  await endSession(legacy, old.access_token, new AbortController().signal);
  return `Bearer ${container.accessToken}`;
});
