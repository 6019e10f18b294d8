import type { Browser } from "playwright-core";
import { findBrowsers } from "../../test/browsers/find-browsers.js";
import { installBrowsers, mayInstall } from "../../test/browsers/install-browsers.js";
import { launchChromium } from "../../test/browsers/launch.js";

/**
 * The system's Chromium; where there is none and it may be installed, Debian's; else the one from npm.
 *
 * @throws Error saying why this machine has none
 */
export async function openChromium(print: (line: string) => void): Promise<Browser> {
  const { chromium } = await findBrowsers();
  const isNative = chromium.found && chromium.args.length === 0;
  if (!isNative && mayInstall()) {
    print("No Chromium on this machine: installing Debian's");
    await installBrowsers(["chromium"]);
  }
  return launchChromium();
}
