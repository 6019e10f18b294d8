import type { MigrationEvent } from "authgear-session-migration";
import { trialPage } from "./trial-page.js";

let sent: Promise<unknown> = Promise.resolve();

/** Sends an event on to the demo's server, as an app sends it to its telemetry: one after the other, to keep their order. */
export function report(event: MigrationEvent): void {
  const { phase, tab } = trialPage();
  if (phase === "visitor") return;
  const body = JSON.stringify({ tab, event });
  const send = (): Promise<unknown> => fetch("/trial/events", { method: "POST", body, keepalive: true });
  sent = sent.then(send).catch(() => undefined);
}
