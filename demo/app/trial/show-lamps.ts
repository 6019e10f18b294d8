import { WORDS } from "../../trial/lamp-words.js";
import type { ShownLamp } from "../../trial/lamps/lamps.js";
import { pageElement } from "../page-element.js";

/** Lights the lamps of the page. */
export function showLamps(lamps: readonly ShownLamp[]): void {
  const items = pageElement("lamps", HTMLOListElement).querySelectorAll("li");
  for (const [index, { state, evidence }] of lamps.entries()) {
    const item = items[index];
    if (!item) continue;
    item.dataset["state"] = state;
    write(item.querySelector(".lamp"), WORDS[state]);
    write(item.querySelector(".evidence"), evidence);
  }
}

/** A screen reader says what changes, not what is written again. */
export function write(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
