import type { User } from "oidc-client-ts";
import { legacyClient } from "./legacy-client.js";
import { pageConfig } from "./page-config.js";
import { pageElement } from "./page-element.js";
import { showNotes } from "./show-notes.js";

// The old version of the app: it knows the legacy provider and nothing else.
const manager = legacyClient(pageConfig(), { automaticSilentRenew: true });
const signIn = pageElement("sign-in", HTMLButtonElement);
const signOut = pageElement("sign-out", HTMLButtonElement);
const callAPI = pageElement("call-api", HTMLButtonElement);

signIn.addEventListener("click", () => void manager.signinRedirect({ prompt: "login" }));
signOut.addEventListener("click", () => void leave());
callAPI.addEventListener("click", () => void manager.getUser().then(callAs));
void enter();

async function enter(): Promise<void> {
  const parameters = new URLSearchParams(location.search);
  if (parameters.has("state")) {
    // A page that was reloaded with an old callback in its address starts again without it.
    await manager.signinCallback().catch(() => undefined);
    history.replaceState(null, "", location.pathname);
  }
  const user = await manager.getUser();
  show(user);
  if (user) await callAs(user);
}

async function leave(): Promise<void> {
  await manager.revokeTokens();
  await manager.removeUser();
  location.reload();
}

async function callAs(user: User | null): Promise<void> {
  await showNotes(user ? `Bearer ${user.access_token}` : null);
}

function show(user: User | null): void {
  document.documentElement.dataset["signedIn"] = user ? "legacy" : "nobody";
  pageElement("who", HTMLElement).textContent = user ? (user.profile.name ?? user.profile.sub) : "Nobody";
  pageElement("session", HTMLElement).textContent = user
    ? "Signed in at Old Gate, the legacy provider"
    : "No session in this browser";
  signIn.hidden = user !== null;
  signOut.hidden = user === null;
  callAPI.hidden = user === null;
}
