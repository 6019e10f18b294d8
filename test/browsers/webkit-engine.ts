import type { WebDriver } from "selenium-webdriver";
import type { Engine, Tab } from "./engine.js";
import { startWebKit } from "./webkit.js";

/** Runs one command after the other: classic WebDriver has one current window, and each tab means another. */
type InTurn = <T>(command: () => Promise<T>) => Promise<T>;

export async function webkitEngine(): Promise<Engine> {
  const { driver, close } = await startWebKit();
  const first = await driver.getWindowHandle();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn: InTurn = (command) => {
    const next = last.then(command, command);
    last = next;
    return next;
  };
  return {
    openTab: (url) =>
      inTurn(async () => {
        await driver.switchTo().window(first);
        await driver.switchTo().newWindow("tab");
        await driver.get(url);
        return tabOf(driver, await driver.getWindowHandle(), inTurn);
      }),
    close,
  };
}

function tabOf(driver: WebDriver, handle: string, inTurn: InTurn): Tab {
  const here = <T>(command: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      await driver.switchTo().window(handle);
      return command();
    });
  // The driver's own commands wait until the page has loaded.
  const begin = (script: string, ...args: unknown[]): Promise<void> =>
    here(() => driver.executeScript(script, ...args));
  return {
    evaluate: (body) =>
      here(async () => {
        const { value, error } = await driver.executeAsyncScript<{ value?: unknown; error?: string }>(
          `const done = arguments[arguments.length - 1];
           (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`,
        );
        if (error !== undefined) throw new Error(error);
        return value ?? undefined;
      }),
    open: (url) => begin("location.href = arguments[0]", url),
    reload: () => begin("location.reload()"),
    back: () => begin("history.back()"),
    close: () => here(() => driver.close()),
  };
}
