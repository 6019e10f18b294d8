import type { EngineName } from "./find-browsers.js";
import { playwrightEngine } from "./playwright-engine.js";
import { webkitEngine } from "./webkit-engine.js";

/** One browser with one fresh profile, the same in every engine. */
export interface Engine {
  /** A new tab, when its page has loaded. */
  openTab(url: string): Promise<Tab>;
  close(): Promise<void>;
}

export interface Tab {
  /**
   * Runs the body of an async function in the page and answers what it returns, as JSON. WebKit's driver does nothing
   * else until that is there.
   */
  evaluate(body: string): Promise<unknown>;
  /** Begins to load a page, without waiting for the end of that. */
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** One page back in the tab's history. */
  back(): Promise<void>;
  close(): Promise<void>;
  /** Ends the process of the page. Only in Chromium. */
  crash?(): Promise<void>;
}

/** @throws Error saying why this machine has not got the engine */
export function startEngine(name: EngineName): Promise<Engine> {
  return name === "webkit" ? webkitEngine() : playwrightEngine(name);
}
