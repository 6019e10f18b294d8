import type { BrowserContext, Page } from "playwright-core";
import type { Engine, Tab } from "./engine.js";
import { launchChromium, launchFirefox } from "./launch.js";

export async function playwrightEngine(name: "chromium" | "firefox"): Promise<Engine> {
  const browser = await (name === "chromium" ? launchChromium({ pageCache: true }) : launchFirefox());
  const context = await browser.newContext();
  return {
    async openTab(url) {
      const page = await context.newPage();
      await page.goto(url);
      return { ...tabOf(page), ...(name === "chromium" && (await onlyInChromium(context, page))) };
    },
    close: () => browser.close(),
  };
}

function tabOf(page: Page): Tab {
  const begun = { waitUntil: "commit" } as const;
  return {
    evaluate: (body) => page.evaluate(`(async () => { ${body} })()`),
    open: async (url) => void (await page.goto(url, begun)),
    reload: async () => void (await page.reload(begun)),
    // Over BiDi nobody hears of a page that comes from the page cache.
    back: async () => void (await page.evaluate("setTimeout(() => history.back())")),
    close: () => page.close(),
  };
}

async function onlyInChromium(context: BrowserContext, page: Page): Promise<Required<Pick<Tab, "crash">>> {
  const session = await context.newCDPSession(page);
  return {
    async crash() {
      const gone = page.waitForEvent("crash");
      // Nobody is left to answer.
      session.send("Page.crash").catch(() => undefined);
      await gone;
    },
  };
}
