import { pageElement } from "../page-element.js";
import { showNotes } from "../show-notes.js";
import { openTabs } from "./open-tabs.js";
import { armStrike, fillStorage } from "./strike.js";
import { followTabs, tellTabs } from "./tabs.js";
import type { TrialApp } from "./trial-app.js";
import { trialPage } from "./trial-page.js";

/** Whatever the code would load late, it has loaded by then. In milliseconds. */
const LATE = 400;

/** The app of the trial: first without a session, then with one that the old provider gave. */
export async function runApp(code: TrialApp): Promise<void> {
  const { phase, tab } = trialPage();
  void fetch(`/trial/runs?tab=${tab}`, { method: "POST" });
  const app = { ...code, signOut: () => leave(code) };
  followTabs();
  armStrike(app);
  pageElement("call-api", HTMLButtonElement).addEventListener("click", () => void callAPI(app));
  pageElement("sign-out", HTMLButtonElement).addEventListener("click", () => void app.signOut());
  const session = await app.start();
  if (phase === "run") {
    pageElement("session", HTMLElement).textContent = session;
    return callAPI(app);
  }
  pageElement("session", HTMLElement).textContent = "First a load without any session";
  if (tab === 1) await signIn();
}

async function signIn(): Promise<void> {
  const { fault } = trialPage();
  await new Promise((resolve) => setTimeout(resolve, LATE));
  if (fault === "five-tabs") await openTabs();
  const answer = await fetch("/trial/log-in", { method: "POST" });
  const { key, value } = (await answer.json()) as { key: string; value: string };
  localStorage.setItem(key, value);
  if (fault === "storage-full") fillStorage();
  tellTabs("reload");
  location.reload();
}

async function callAPI(app: TrialApp): Promise<void> {
  const authorization = await app.authorization().catch(() => null);
  const name = await showNotes(authorization, `/api/notes?tab=${trialPage().tab}`);
  pageElement("who", HTMLElement).textContent = name ?? "Nobody";
  for (const id of ["call-api", "sign-out"]) pageElement(id, HTMLButtonElement).hidden = false;
}

/** The server notes when the user left: from then on it is right to know nobody. */
async function leave(app: TrialApp): Promise<void> {
  await fetch("/trial/signed-out", { method: "POST" });
  pageElement("session", HTMLElement).textContent = "Signing out …";
  await app.signOut();
  pageElement("session", HTMLElement).textContent = "Signed out";
  pageElement("who", HTMLElement).textContent = "Nobody";
}
