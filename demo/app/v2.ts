import { migrateOnLoad } from "authgear-session-migration";
import { legacyProvider } from "./legacy-provider.js";
import { pageConfig } from "./page-config.js";
import { pageElement } from "./page-element.js";
import { showEvent } from "./show-event.js";
import { showEvidence } from "./show-evidence.js";
import { showNotes } from "./show-notes.js";
import { showState } from "./show-state.js";

// The new version of the app: this bootstrap is all that the migration adds to it.
const config = pageConfig();
const home = `${location.origin}/`;
const migration = migrateOnLoad({
  authgear: { endpoint: config.authgear, clientID: config.authgearClientID },
  legacy: legacyProvider(config),
  exchange: "/session-migration",
  onEvent: showEvent,
});

migration.subscribe(showState);
pageElement("call-api", HTMLButtonElement).addEventListener("click", () => void callAPI());
pageElement("retry", HTMLButtonElement).addEventListener("click", () => void migration.retry());
pageElement("sign-in", HTMLButtonElement).addEventListener("click", () => void signIn());
pageElement("sign-out", HTMLButtonElement).addEventListener("click", () => void signOut());
pageElement("look", HTMLButtonElement).addEventListener("click", () => void showEvidence());
void start();

async function start(): Promise<void> {
  if (new URLSearchParams(location.search).has("code")) await finishSignIn();
  const outcome = await migration;
  showState(migration.getState());
  if (outcome.session !== "none") await callAPI();
}

async function callAPI(): Promise<void> {
  pageElement("who", HTMLElement).textContent =
    (await showNotes(await migration.authorization())) ?? "Nobody";
}

async function signIn(): Promise<void> {
  const container = await migration.authgear;
  await container.startAuthentication({ redirectURI: home });
}

async function finishSignIn(): Promise<void> {
  const container = await migration.authgear;
  // A page that was reloaded with an old callback in its address starts again without it.
  await container.finishAuthentication().catch(() => undefined);
  location.replace(home);
}

async function signOut(): Promise<void> {
  const { authgear, legacy } = await migration.signOut({ redirectURI: home });
  pageElement("api-status", HTMLElement).textContent = `Signed out: Authgear ${authgear}, Old Gate ${legacy}`;
  pageElement("notes", HTMLUListElement).replaceChildren();
}
