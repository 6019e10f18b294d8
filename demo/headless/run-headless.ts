import type { Browser } from "playwright-core";
import { PEOPLE } from "../people.js";
import type { RunningDemo } from "../running-demo.js";
import { watchIndexedDB } from "./indexed-db.js";
import { migrates } from "./migrates.js";
import { watchNetwork } from "./network.js";
import { refusesLegacyToken } from "./refuses-legacy-token.js";
import { reloads } from "./reloads.js";
import { openChromium } from "./open-chromium.js";
import { createReport } from "./report.js";
import { revokes } from "./revokes.js";
import { runsOnAuthgearAlone } from "./runs-on-authgear-alone.js";
import { signInAtLegacy } from "./sign-in-at-legacy.js";
import type { Stage } from "./stage.js";
import { visitorPaysNothing } from "./visitor-pays-nothing.js";

/**
 * Does the whole migration in Chromium and prints one line for each phase. Nothing it says comes from the package: it reads
 * the browser's network log and storage, and asks the provider, the API, the emulator and PostgreSQL.
 *
 * @returns whether every phase was observed
 */
export async function runHeadless(demo: RunningDemo, print: (line: string) => void): Promise<boolean> {
  const report = createReport(print);
  const [person] = PEOPLE;
  const browser = await openChromium(print);
  try {
    const visitor = await openStage(demo, browser);
    await report.phase("Nothing to migrate", () => visitorPaysNothing(visitor));
    const user = await openStage(demo, browser);
    const tokens = await report.phase("Sign-in at the legacy provider", () => signInAtLegacy(user, person));
    const session = await report.phase("New app version, migration", () => migrates(user, person));
    await report.phase("Reload", () => reloads(user, session));
    await report.phase("Revocation of the legacy session", () => revokes(user, session, tokens));
    await report.phase("Legacy token", () => refusesLegacyToken(user, tokens));
    await report.phase("Next visit", () => runsOnAuthgearAlone(user, session));
    print(`All of it was observed from outside the package, in ${report.elapsed()} ms.`);
    return true;
  } catch {
    print("Not everything was observed: see the line that begins with NO.");
    return false;
  } finally {
    await browser.close();
  }
}

async function openStage(demo: RunningDemo, browser: Browser): Promise<Stage> {
  const context = await browser.newContext();
  const opened = await watchIndexedDB(context);
  const page = await context.newPage();
  return { demo, context, page, network: watchNetwork(page), opened };
}
