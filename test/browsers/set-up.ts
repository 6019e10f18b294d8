import { findBrowsers, type Browsers, type EngineName } from "./find-browsers.js";
import { installBrowsers, mayInstall } from "./install-browsers.js";

const ENGINES = ["chromium", "firefox", "webkit"] as const;

const browsers = await setUpBrowsers();
for (const engine of ENGINES) console.log(describe(engine, browsers));
if (process.env["CI"] && missingEngines(browsers).length > 0) {
  console.error("CI is set, so every engine has to be there.");
  process.exitCode = 1;
}

async function setUpBrowsers(): Promise<Browsers> {
  const before = await findBrowsers();
  const wanted = ENGINES.filter((engine) => !isNative(engine, before));
  if (wanted.length === 0 || !mayInstall()) return before;
  console.log(`Installing Debian's packages for ${wanted.join(", ")}`);
  await installBrowsers(wanted);
  return findBrowsers();
}

// The Chromium from npm is a fallback: where Debian's can be had, it is preferred.
function isNative(engine: EngineName, found: Browsers): boolean {
  const { chromium } = found;
  return engine === "chromium" ? chromium.found && chromium.args.length === 0 : found[engine].found;
}

function missingEngines(found: Browsers): EngineName[] {
  return ENGINES.filter((engine) => !found[engine].found);
}

function describe(engine: EngineName, found: Browsers): string {
  const entry = found[engine];
  if (!entry.found) return `${engine}: missing, ${entry.reason}`;
  return `${engine}: ${"executable" in entry ? entry.executable : entry.miniBrowser}`;
}
