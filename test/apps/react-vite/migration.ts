import { migrateOnLoad } from "authgear-session-migration";
import { auth0 } from "authgear-session-migration/legacy/auth0";

// The server that renders index.html says which stage this is.
const { authgear = "https://auth.example.com", client = "1f8c0d7e" } = document.documentElement.dataset;

export const migration = migrateOnLoad({
  authgear: { endpoint: authgear, clientID: client },
  legacy: auth0({
    clientId: "Yw3bMTDPAw0aBcDeFgHiJkLmNoPqRsTu",
    send: "id_token",
    client: async () => (await import("./old-auth0.js")).client,
    revoke: true,
  }),
  exchange: "/session-migration",
});
