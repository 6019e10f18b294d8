import { wrongOption } from "../wrong-option.js";

/** What this server spends of others, and lets others spend of it. Each limit answers `rate-limited` with a time to come back. */
export interface LimitOptions {
  /** Calls a second that the whole deployment makes to the Admin API, more than 0; an exchange needs two. Default: no limit. */
  adminRate?: number;
  /** How many instances share `adminRate`. Default 1. */
  instances?: number;
  /** Calls to Authgear at once, of one instance, 1 to 1,000; four times as many wait for their turn, a second at most. Default 32. */
  authgearAtOnce?: number;
  /**
   * The address that a request came from, such as from a header that the proxy in front sets itself, whatever the browser sent. No header is believed
   * unless this reads it. Default: none, and then there is no limit by address. `undefined`: this request is not counted.
   */
  clientIP?: (request: Request) => string | undefined;
  /** Exchanges a minute from one address (IPv6: from one /64), 1 to 100,000; offices share one. Needs `clientIP`. Default 60. */
  exchangesPerMinute?: number;
}

/** The options with every default in its place. */
export interface LimitSettings {
  /** Admin calls a second of this instance; Infinity: no limit. */
  adminRate: number;
  authgearAtOnce: number;
  clientIP: ((request: Request) => string | undefined) | undefined;
  exchangesPerMinute: number;
}

/** @throws TypeError naming the option. */
export function checkLimits(options: LimitOptions): LimitSettings {
  if (typeof options !== "object" || options === null) {
    throw wrongOption("limits", options, "give { adminRate, … }, or leave it out");
  }
  const { adminRate, instances = 1, authgearAtOnce = 32, clientIP, exchangesPerMinute } = options;
  if (adminRate !== undefined && !(typeof adminRate === "number" && adminRate > 0 && adminRate < Infinity)) {
    throw wrongOption("limits.adminRate", adminRate, "give calls a second, more than 0, or leave it out");
  }
  if (clientIP !== undefined && typeof clientIP !== "function") {
    throw wrongOption("limits.clientIP", clientIP, "give a function that reads the address from a request");
  }
  if (exchangesPerMinute !== undefined && !clientIP) {
    throw wrongOption("limits.clientIP", clientIP, '"exchangesPerMinute" needs it: give a function');
  }
  return {
    adminRate: (adminRate ?? Infinity) / checkWhole("limits.instances", instances, 1000),
    authgearAtOnce: checkWhole("limits.authgearAtOnce", authgearAtOnce, 1000),
    clientIP,
    exchangesPerMinute: checkWhole("limits.exchangesPerMinute", exchangesPerMinute ?? 60, 100_000),
  };
}

function checkWhole(name: string, value: unknown, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw wrongOption(name, value, `give a whole number, 1 to ${most}`);
}
