import type { Browser } from "playwright-core";
import type { EngineName } from "./find-browsers.js";
import { launchChromium, launchFirefox } from "./launch.js";
import { startWebKit } from "./webkit.js";

/** One browser with one fresh profile, the same in every engine. */
export interface Engine {
  openTab(url: string): Promise<Tab>;
  close(): Promise<void>;
}

export interface Tab {
  /** Runs the body of an async function in the page and answers what it returns, as JSON. */
  evaluate(body: string): Promise<unknown>;
}

/** @throws Error saying why this machine has not got the engine */
export async function startEngine(name: EngineName): Promise<Engine> {
  if (name === "webkit") return webkitEngine();
  return playwrightEngine(await (name === "chromium" ? launchChromium() : launchFirefox()));
}

async function playwrightEngine(browser: Browser): Promise<Engine> {
  const context = await browser.newContext();
  return {
    async openTab(url) {
      const page = await context.newPage();
      await page.goto(url);
      return { evaluate: (body) => page.evaluate(`(async () => { ${body} })()`) };
    },
    close: () => browser.close(),
  };
}

async function webkitEngine(): Promise<Engine> {
  const { driver, close } = await startWebKit();
  return {
    async openTab(url) {
      await driver.switchTo().newWindow("tab");
      await driver.get(url);
      const handle = await driver.getWindowHandle();
      return {
        async evaluate(body) {
          await driver.switchTo().window(handle);
          const { value, error } = await driver.executeAsyncScript<{ value?: unknown; error?: string }>(
            `const done = arguments[arguments.length - 1];
             (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`,
          );
          if (error !== undefined) throw new Error(error);
          return value ?? undefined;
        },
      };
    },
    close,
  };
}
