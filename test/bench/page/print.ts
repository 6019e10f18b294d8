import { median } from "../own-time.js";
import type { PageName } from "./pages.js";

const TITLES: Readonly<Record<PageName, string>> = {
  bare: "(a) bare minimum",
  "ours-preloaded": "(b) ours, engine preloaded",
  ours: "(c) ours, lazy",
  guide: "(d) the guide's steps by hand",
};

/** Medians in milliseconds, and what they are to each other. */
export function print(measured: Readonly<Record<PageName, readonly number[]>>, roundTripMs: number): void {
  const of = (name: PageName): number => median(measured[name]);
  const [bare, preloaded, lazy, guide] = [of("bare"), of("ours-preloaded"), of("ours"), of("guide")];
  const rows = Object.entries(TITLES).map(([name, title]) => {
    const all = measured[name as PageName];
    return {
      "navigation to the first authorised answer": title,
      "median, ms": of(name as PageName).toFixed(0),
      "least, ms": Math.min(...all).toFixed(0),
      "most, ms": Math.max(...all).toFixed(0),
      "more than (a), ms": (of(name as PageName) - bare).toFixed(0),
    };
  });
  console.table(rows);
  const aim = (what: string, is: number, most: number, unit: string): object => ({
    "ratio of medians": what,
    measured: `${is.toFixed(unit ? 0 : 2)}${unit}`,
    aim: `≤ ${most.toFixed(unit ? 0 : 2)}${unit}`,
    "": is <= most ? "met" : "missed",
  });
  console.table([
    aim("preloaded : bare minimum", preloaded / bare, 1.1, ""),
    aim("lazy − preloaded", lazy - preloaded, roundTripMs, " ms"),
    aim("preloaded : guide", preloaded / guide, 0.6, ""),
  ]);
  console.log(
    [
      `Delayed by ${roundTripMs} ms a round trip: every connection of the browser to the app, to Authgear and to the old provider, with its`,
      "opening. HTTP/1.1 without TLS, so what is asked for at the same time opens connections of its own. Not delayed: the servers among",
      "themselves. Bandwidth is not limited. Vite builds all pages; (a), (b) and (d) are one file each, (b) by the static imports of",
      "docs/content-security-policy.md; in (c) each `import()` is a file. (a), (b) and (c) ask the same exchange, with its ledger in",
      "PostgreSQL; that of (d) keeps no record and proves nothing.",
    ].join("\n"),
  );
}
