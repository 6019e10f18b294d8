import { escapeHTML } from "../html.js";
import { WORDS } from "./lamp-words.js";
import { PROMISES, type ShownLamp } from "./lamps/lamps.js";

/** Nine lamps that nothing has lit. */
export const DARK: readonly ShownLamp[] = PROMISES.map((promise) => ({
  promise,
  state: "unknown",
  evidence: "Not tried yet.",
}));

/** The lamps as they stand when the page is sent; its script only changes what is in them. */
export function lampsHTML(lamps: readonly ShownLamp[]): string {
  return lamps
    .map(
      ({ promise, state, evidence }) => `<li data-state="${state}">
<p class="lamp">${WORDS[state]}</p>
<h3 class="promise">${escapeHTML(promise)}</h3>
<p class="evidence">${escapeHTML(evidence)}</p>
</li>`,
    )
    .join("\n");
}
