// What a user waits for on the page that moves them: from the navigation to the first authorised answer of the app's API, in a real Chromium
// that is far away from every server. Nothing here is a test: it prints what this machine measures in this run.
// `npm run build && npm run bench:page -- [--loads 15] [--round-trip 50]`
import { existsSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../browsers/launch.js";
import { openFarWorld, type FarWorld } from "./far-world.js";
import { PAGE_NAMES, type PageName } from "./pages.js";
import { print } from "./print.js";

const { values } = parseArgs({
  options: {
    loads: { type: "string", default: "15" },
    "round-trip": { type: "string", default: "50" },
  },
});
const loads = Number(values.loads);
const roundTripMs = Number(values["round-trip"]);

/** A page load in a profile of its own, with nothing in its cache. Rejects unless the API takes the user for signed in at Authgear. */
async function load(browser: Browser, world: FarWorld, name: PageName): Promise<number> {
  const { userID, stored } = await world.person();
  const context = await browser.newContext();
  try {
    // In the page itself: a page before it would open the connections.
    await context.addInitScript((entries) => {
      if (location.protocol === "http:") for (const entry of entries) localStorage.setItem(...entry);
    }, Object.entries(stored));
    const page = await context.newPage();
    await page.goto(`${world.app}/${name}`);
    const { ms, me } = await page.evaluate(() => window.arrival);
    if (me.session !== "authgear" || me.userID !== userID)
      throw new Error(`The API was asked by ${JSON.stringify(me)}`);
    return ms;
  } finally {
    await context.close();
  }
}

if (!existsSync(new URL("../../../dist/index.js", import.meta.url))) {
  throw new Error("There is no dist/index.js to measure: `npm run build` makes it.");
}
const world = await openFarWorld(roundTripMs);
const browser = await launchChromium();
const measured: Record<PageName, number[]> = { bare: [], "ours-preloaded": [], ours: [], guide: [] };
const failures: string[] = [];
try {
  // The first round warms up servers and browser, and does not count.
  for (let round = 0; round <= loads; round++) {
    for (const name of PAGE_NAMES) {
      try {
        const ms = await load(browser, world, name);
        if (round > 0) measured[name].push(ms);
      } catch (error) {
        failures.push(`${name}: ${String(error)}`);
      }
    }
  }
} finally {
  await browser.close();
  await world.close();
}
const [busy = 0] = loadavg();
console.log(
  `${loads} loads of each page in turn, each in a fresh profile with a cold HTTP cache, in Chromium; ${availableParallelism()} cores,`,
  `load average ${busy.toFixed(1)}`,
);
print(measured, roundTripMs);
if (failures.length > 0) {
  console.error(`${failures.length} loads did not end migrated:\n${failures.join("\n")}`);
  process.exitCode = 1;
}
