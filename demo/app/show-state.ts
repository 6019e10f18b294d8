import type { MigrationState } from "authgear-session-migration";
import { pageElement } from "./page-element.js";

const SESSIONS: Readonly<Record<string, string>> = {
  authgear: "Signed in by Authgear",
  legacy: "Signed in at Old Gate, the legacy provider",
  none: "No session in this browser",
  unknown: "Whether there is a session could not be told",
};

/** Shows what the migration says, and offers what makes sense now. */
export function showState(state: MigrationState): void {
  const session = "session" in state ? state.session : undefined;
  const line = pageElement("state", HTMLElement);
  line.textContent = "legacy" in state ? `${state.status}, legacy session ${state.legacy}` : state.status;
  if (session) line.dataset["session"] = session;
  pageElement("state-detail", HTMLElement).textContent = detailOf(state);
  pageElement("session", HTMLElement).textContent = session
    ? (SESSIONS[session] ?? session)
    : "Looking for a session";
  if (session === "none") pageElement("who", HTMLElement).textContent = "Nobody";
  pageElement("call-api", HTMLButtonElement).hidden = session === undefined || session === "none";
  pageElement("sign-out", HTMLButtonElement).hidden = session !== "authgear" && session !== "legacy";
  pageElement("sign-in", HTMLButtonElement).hidden = session !== "none";
  pageElement("retry", HTMLButtonElement).hidden = state.status !== "kept";
}

function detailOf(state: MigrationState): string {
  switch (state.status) {
    case "kept": {
      const code = state.error ? `${state.reason}: ${state.error.code}` : state.reason;
      return state.retryAt ? `${code}; next attempt after ${state.retryAt.toLocaleString()}` : code;
    }
    case "needs-user":
      return state.reason;
    case "migrated":
      return `Authgear user ${state.userID}`;
    case "pending":
      return "";
    case "signed-in":
      return "Authgear held a session when the page was opened";
    case "no-session":
      return "Nobody is signed in";
  }
}
