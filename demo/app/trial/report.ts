import type { MigrationEvent } from "authgear-session-migration";
import { trialPage } from "./trial-page.js";

/** Sends an event on to the demo's server, as an app sends it to its telemetry. */
export function report(event: MigrationEvent): void {
  const { phase, tab } = trialPage();
  if (phase === "visitor") return;
  const body = JSON.stringify({ tab, event });
  fetch("/trial/events", { method: "POST", body, keepalive: true }).catch(() => undefined);
}
