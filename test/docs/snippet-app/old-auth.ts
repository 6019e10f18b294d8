import { UserManager } from "oidc-client-ts";

export const userManager: UserManager = new UserManager({
  authority: "https://old.example.com",
  client_id: "web",
  redirect_uri: "https://app.example.com/callback",
});
