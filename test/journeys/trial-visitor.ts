import type { Browser, Page } from "playwright-core";
import type { Scenario } from "../../demo/trial/scenario.js";

/** Numbers of the promises whose lamps are in a state. */
export type Lamps = Readonly<Record<"good" | "broken" | "unknown", readonly number[]>>;

/** Somebody who opens the link of a scenario and lets it run. */
export interface TrialVisitor {
  readonly page: Page;
  /** Errors that nobody caught and violations of the page's policy. */
  readonly faults: readonly string[];
  /** Waits until nothing is left to happen. */
  over(): Promise<Lamps>;
  close(): Promise<void>;
}

export async function visitTrial(
  browser: Browser,
  app: string,
  { fault, code }: Scenario,
  { mayOpenTabs = true, width = 1_280 }: { mayOpenTabs?: boolean; width?: number } = {},
): Promise<TrialVisitor> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const faults: string[] = [];
  context.on("weberror", (error) => faults.push(error.error().message));
  context.on("console", (message) => {
    if (/content security policy|trusted/i.test(message.text())) faults.push(message.text());
  });
  if (!mayOpenTabs) await context.addInitScript("window.open = () => null");
  const page = await context.newPage();
  await page.goto(`${app}/trial/?fault=${fault}&code=${code}`);
  return {
    page,
    faults,
    async over() {
      // Each of the user's page loads begins the wait anew.
      await page.waitForSelector("html[data-next=over]", { state: "attached", timeout: 50_000 });
      return lampsOf(page);
    },
    close: () => context.close(),
  };
}

async function lampsOf(page: Page): Promise<Lamps> {
  const states = await page
    .locator("#lamps li")
    .evaluateAll((items) => items.map((item) => item.getAttribute("data-state")));
  const numbers = (state: string): number[] =>
    states.flatMap((each, index) => (each === state ? [index + 1] : []));
  return { good: numbers("good"), broken: numbers("broken"), unknown: numbers("unknown") };
}
