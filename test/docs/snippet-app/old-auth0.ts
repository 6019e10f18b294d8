import { Auth0Client } from "@auth0/auth0-spa-js";

export const client: Auth0Client = new Auth0Client({ domain: "tenant.eu.auth0.com", clientId: "web" });
