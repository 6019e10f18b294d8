import { pageElement } from "./page-element.js";

const TITLES: Readonly<Record<string, string>> = {
  authgear: "Live sessions at Authgear",
  legacy: "Log-ins at Old Gate",
  ledger: "Rows of the ledger, newest first",
};

/** Asks the demo's servers what they hold and lists it. */
export async function showEvidence(): Promise<void> {
  const response = await fetch("/evidence");
  const body: unknown = response.ok ? await response.json() : undefined;
  showLines(typeof body === "object" && body !== null ? body : {});
}

/** Lists what each server holds. */
export function showLines(evidence: object): void {
  pageElement("outside", HTMLElement).replaceChildren(
    ...Object.entries(evidence).flatMap(([key, lines]: [string, unknown]) => [
      line("dt", TITLES[key] ?? key),
      ...(Array.isArray(lines) && lines.length > 0 ? lines : ["none"]).map((text) =>
        line("dd", String(text)),
      ),
    ]),
  );
}

function line(kind: "dt" | "dd", text: string): HTMLElement {
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}
