import type { AppTab, AppTabOptions } from "./app-tab.js";
import type { Stage } from "./stage.js";
import { until } from "./until.js";

/** Loads the app in that many new tabs with one word to all of them, and waits until its script has run in each. */
export async function stampede(
  stage: Stage,
  count: number,
  { client = "spa", path = "/" }: AppTabOptions = {},
): Promise<AppTab[]> {
  const tabs: AppTab[] = [];
  for (let opened = 0; opened < count; opened += 1) {
    const tab = await stage.tab({ client, path });
    await tab.ask(`window.word = new BroadcastChannel("stampede");
      word.onmessage = () => location.assign("${path}?client=${client}");`);
    tabs.push(tab);
  }
  const rider = await stage.tab();
  await rider.ask(`new BroadcastChannel("stampede").postMessage(1)`);
  for (const tab of tabs) await until("the app in each tab", () => tab.ask("return !!window.journey"));
  await rider.tab.close();
  return tabs;
}
