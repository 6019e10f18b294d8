import { pageElement } from "../page-element.js";
import { otherTabs } from "./tabs.js";

const OTHERS = [2, 3, 4, 5];

/** Opens the tabs of the trial; where the browser forbids that, the person is asked to. */
export async function openTabs(): Promise<void> {
  const all = otherTabs(OTHERS.length);
  const blocked = OTHERS.filter((tab) => window.open(address(tab), `trial-${tab}`) === null);
  const help = pageElement("tabs", HTMLElement);
  help.hidden = blocked.length === 0;
  pageElement("tab-links", HTMLUListElement).replaceChildren(...blocked.map(link));
  await all;
  help.hidden = true;
}

function address(tab: number): string {
  return `/trial/run?tab=${tab}`;
}

function link(tab: number): HTMLElement {
  const anchor = document.createElement("a");
  anchor.href = address(tab);
  anchor.target = `trial-${tab}`;
  anchor.textContent = `Open tab ${tab}`;
  const item = document.createElement("li");
  item.append(anchor);
  return item;
}
