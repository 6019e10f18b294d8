import type { Lane, Mark } from "../../trial/lanes.js";
import { pageElement } from "../page-element.js";

/** The first second is as wide as the ten after it: a logarithm, flat below this. In milliseconds. */
const FLAT = 100;
const TICKS = [0, 100, 300, 1_000, 3_000, 10_000, 30_000];

/** One lane for each tab and for the servers: a track to look at, and the same as a list to read. */
export function showLanes(lanes: readonly Lane[]): void {
  const last = Math.max(1_000, ...lanes.flatMap(({ marks }) => marks.map(({ at }) => at)));
  const box = pageElement("lanes", HTMLElement);
  pageElement("axis", HTMLElement).replaceChildren(...ticks(last));
  for (const lane of lanes) {
    const known = [...box.children].find(
      (each) => each instanceof HTMLElement && each.dataset["lane"] === lane.name,
    );
    const element =
      known ?? box.insertBefore(emptyLane(lane.name), box.querySelector("[data-lane='Servers']"));
    fill(element, lane, last);
  }
}

function place(at: number, last: number): string {
  const scaled = (value: number): number => Math.log1p(Math.max(0, value) / FLAT);
  return `${((100 * scaled(at)) / scaled(last)).toFixed(2)}%`;
}

function ticks(last: number): readonly HTMLElement[] {
  return TICKS.filter((tick) => tick <= last * 0.85).map((tick) => {
    const label = create("span", "tick", tick < 1_000 ? String(tick) : `${tick / 1_000} s`);
    label.style.left = place(tick, last);
    return label;
  });
}

function emptyLane(name: string): HTMLElement {
  const lane = create("section", "lane");
  lane.dataset["lane"] = name;
  const track = create("div", "track");
  track.ariaHidden = "true";
  const details = document.createElement("details");
  details.open = name === "Tab 1" || name === "Servers";
  details.append(create("summary", ""), create("ol", "marks"));
  lane.append(create("h3", "lane-name", name), track, details);
  return lane;
}

/** Changes only what the keyboard is not on. */
function fill(lane: Element, { name, marks }: Lane, last: number): void {
  const dots = marks.map(({ at, kind }) => {
    const dot = create("span", `dot ${kind}`);
    dot.style.left = place(at, last);
    return dot;
  });
  lane.querySelector(".track")?.replaceChildren(...dots);
  const list = lane.querySelector("ol");
  if (list?.childElementCount === marks.length) return;
  list?.replaceChildren(...marks.map(markElement));
  const summary = lane.querySelector("summary");
  if (summary) summary.textContent = `${name}: ${marks.length} marks`;
}

function markElement({ at, text, kind }: Mark): HTMLElement {
  const item = create("li", kind);
  item.append(create("span", "at", String(Math.round(at))), create("span", "what", text));
  return item;
}

function create(kind: string, name: string, text?: string): HTMLElement {
  const element = document.createElement(kind);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}
