import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

export type EngineName = "chromium" | "firefox" | "webkit";

/** What starts an engine on this machine, or in one sentence why nothing does. */
export type Found<Executables> = ({ readonly found: true } & Executables) | Missing;

export interface Missing {
  readonly found: false;
  readonly reason: string;
}

export interface Browsers {
  /** `args`: what this build needs besides the usual arguments. */
  readonly chromium: Found<{ readonly executable: string; readonly args: readonly string[] }>;
  readonly firefox: Found<{ readonly executable: string }>;
  readonly webkit: Found<{ readonly miniBrowser: string; readonly driver: string; readonly display: string }>;
}

const LIBRARY_ROOTS = ["/usr/lib", "/usr/libexec"];

/** Looks for the three engines among what the operating system has, then for the Chromium of an npm package. */
export async function findBrowsers(): Promise<Browsers> {
  return { chromium: await findChromium(), firefox: findFirefox(), webkit: findWebKit() };
}

async function findChromium(): Promise<Browsers["chromium"]> {
  const executable = onPath("chromium", "google-chrome-stable", "google-chrome");
  return executable ? { found: true, executable, args: [] } : unpackChromium();
}

async function unpackChromium(): Promise<Browsers["chromium"]> {
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    // Made for taking screenshots: it would switch off the rules between origins, and with them the header `Origin`.
    const args = chromium.args.filter((arg) => arg !== "--disable-web-security");
    return { found: true, executable: await chromium.executablePath(), args };
  } catch (error) {
    return missing(`no chromium on the PATH, and the one from npm does not unpack: ${String(error)}`);
  }
}

function findFirefox(): Browsers["firefox"] {
  const executable = onPath("firefox-esr", "firefox");
  return executable ? { found: true, executable } : missing("no firefox-esr on the PATH");
}

function findWebKit(): Browsers["webkit"] {
  const driver = onPath("WebKitWebDriver");
  if (!driver) return missing("no WebKitWebDriver on the PATH");
  const display = onPath("Xvfb");
  if (!display) return missing("no Xvfb on the PATH, and MiniBrowser needs a display");
  const miniBrowser = LIBRARY_ROOTS.flatMap(miniBrowsersBelow).find(isExecutable);
  return miniBrowser ? { found: true, miniBrowser, driver, display } : missing("no MiniBrowser of WebKitGTK");
}

// Debian: <root>/<triplet>/webkit2gtk-<version>/MiniBrowser; elsewhere without the triplet.
function miniBrowsersBelow(root: string): string[] {
  const folders = (folder: string): string[] =>
    existsSync(folder) ? readdirSync(folder).map((entry) => join(folder, entry)) : [];
  const isWebKit = (folder: string): boolean => /webkit2?gtk-[\d.]+$/.test(folder);
  const triplets = folders(root).filter((folder) => /-linux-/.test(folder));
  return [...folders(root), ...triplets.flatMap(folders)]
    .filter(isWebKit)
    .map((folder) => join(folder, "MiniBrowser"));
}

function onPath(...names: string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missing(reason: string): Missing {
  return { found: false, reason };
}
