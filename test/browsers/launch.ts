import { chromium, firefox, type Browser } from "playwright-core";
import { findBrowsers, type EngineName, type Found } from "./find-browsers.js";

const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface ChromiumOptions {
  readonly headless?: boolean;
  /** Whether pages that are left are kept as they are, for the way back: Playwright forbids it. Default false. */
  readonly pageCache?: boolean;
}

/**
 * Starts Chromium by Playwright; `close()` of the browser ends it. One profile is one `newContext()`.
 *
 * @throws Error saying why this machine has none
 */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const { executable, args } = present("chromium", (await findBrowsers()).chromium);
  return chromium.launch({
    executablePath: executable,
    args: [...args, ...CHROMIUM_ARGUMENTS],
    headless: options.headless ?? true,
    ...(options.pageCache && { ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
  });
}

/**
 * Starts Firefox by Playwright over WebDriver BiDi; `close()` of the browser ends it.
 *
 * @throws Error saying why this machine has none
 */
export async function launchFirefox(): Promise<Browser> {
  const { executable } = present("firefox", (await findBrowsers()).firefox);
  return firefox.launch({ channel: "moz-firefox", executablePath: executable });
}

/** @throws Error naming the engine and why it is missing */
export function present<Executables>(
  engine: EngineName,
  entry: Found<Executables>,
): { readonly found: true } & Executables {
  if (!entry.found) throw new Error(`${engine}: ${entry.reason}`);
  return entry;
}
