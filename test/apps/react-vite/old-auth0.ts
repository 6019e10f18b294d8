import { Auth0Client } from "@auth0/auth0-spa-js";

const { oldProvider = "tenant.eu.auth0.com" } = document.documentElement.dataset;

export const client = new Auth0Client({
  domain: oldProvider,
  clientId: "Yw3bMTDPAw0aBcDeFgHiJkLmNoPqRsTu",
  cacheLocation: "localstorage",
  useRefreshTokens: true,
  authorizationParams: { redirect_uri: location.origin },
});
