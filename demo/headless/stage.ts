import type { BrowserContext, Page } from "playwright-core";
import type { RunningDemo } from "../running-demo.js";
import type { Network } from "./network.js";

/** One browser profile with one tab, watched from outside. */
export interface Stage {
  readonly demo: RunningDemo;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly network: Network;
  /** Databases that pages of this profile opened. */
  readonly opened: readonly string[];
}

/** What the legacy provider's SDK keeps in the browser. */
export interface LegacyTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The Authgear session that stands in the browser, without its secret part. */
export interface InstalledSession {
  readonly id: string;
  readonly userID: string;
  /** When the exchange was answered, on the driver's clock. */
  readonly answeredAt: number;
}
