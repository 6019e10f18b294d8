import Keycloak from "keycloak-js";

export const keycloak: Keycloak = new Keycloak({
  url: "https://sso.example.com",
  realm: "main",
  clientId: "web",
});
export const ready: Promise<boolean> = keycloak.init({ onLoad: "check-sso", checkLoginIframe: false });
