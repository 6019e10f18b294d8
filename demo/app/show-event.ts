import type { MigrationEvent } from "authgear-session-migration";
import { pageElement } from "./page-element.js";

/** Adds one transition of the run to the table. */
export function showEvent({ from, on, to, code, elapsedMs }: MigrationEvent): void {
  pageElement("run", HTMLTableElement).hidden = false;
  const row = pageElement("events", HTMLTableSectionElement).insertRow();
  row.insertCell().textContent = code ? `${on} (${code})` : on;
  row.insertCell().textContent = `${from} → ${to}`;
  const time = row.insertCell();
  time.className = "number";
  time.textContent = String(Math.round(elapsedMs));
}
