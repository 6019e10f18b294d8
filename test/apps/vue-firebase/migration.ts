import { migrateOnLoad } from "authgear-session-migration";
import { firebase } from "authgear-session-migration/legacy/firebase";

// The server that renders index.html says which stage this is.
const { authgear = "https://auth.example.com", client = "1f8c0d7e" } = document.documentElement.dataset;

export const migration = migrateOnLoad({
  authgear: { endpoint: authgear, clientID: client },
  legacy: firebase({
    apiKey: "AIzaSyExampleExampleExampleExample",
    client: async () => (await import("./old-firebase.js")).auth,
  }),
  exchange: "/session-migration",
});
