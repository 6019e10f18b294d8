import { migrateOnLoad } from "authgear-session-migration";
import { storedToken } from "authgear-session-migration/legacy/stored-token";

// The server that renders index.html says which stage this is.
const { authgear = "https://auth.example.com", client = "1f8c0d7e" } = document.documentElement.dataset;

const migration = migrateOnLoad({
  authgear: { endpoint: authgear, clientID: client },
  legacy: storedToken({ key: "session" }),
  exchange: "/session-migration",
});

const { session } = await migration;
const authorization = (await migration.authorization()) ?? "";
const response = await fetch("/api/notes", { headers: { authorization } });
const main = document.createElement("main");
main.id = session === "none" ? "login" : "notes";
main.textContent = await response.text();
document.getElementById("app")?.append(main);
