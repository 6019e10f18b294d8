import { asRecord } from "../../server/as-record.js";
import { wrongOption } from "../../server/wrong-option.js";
import { ADDRESS } from "./known-keys.js";
import type { Wrong } from "./wrong.js";

export interface Address {
  host: string;
  port: number;
}

/** What says how the process behaves, with every default in its place. */
export interface ProcessSettings {
  listen: Address;
  metrics: Address | undefined;
  sweepIntervalMs: number;
  shutdownTimeoutMs: number;
  logLevel: string;
}

const LEVELS: ReadonlySet<unknown> = new Set(["debug", "info", "warn", "error", "silent"]);

/** The options of the process; what is wrong with them is noted. */
export function checkProcess(config: Readonly<Record<string, unknown>>, wrong: Wrong): ProcessSettings {
  const { logLevel = "info" } = config;
  const note = (name: string, got: unknown, fix: string): void =>
    wrong.add(wrongOption(name, got, fix).message);
  const settings: ProcessSettings = {
    listen: address("listen", config["listen"]),
    metrics: config["metrics"] === undefined ? undefined : address("metrics", config["metrics"]),
    sweepIntervalMs: seconds("sweepIntervalSeconds", 300, 86_400) * 1000,
    shutdownTimeoutMs: seconds("shutdownTimeoutSeconds", 25, 600) * 1000,
    logLevel: String(logLevel),
  };
  if (!LEVELS.has(logLevel)) note("logLevel", logLevel, 'say "debug", "info", "warn", "error" or "silent"');
  const { listen, metrics } = settings;
  if (metrics && metrics.port !== 0 && metrics.port === listen.port) {
    note("metrics.port", metrics.port, '"listen" has it: give another one');
  }
  return settings;

  function address(name: string, value: unknown): Address {
    const { host = "127.0.0.1", port } = asRecord(value);
    wrong.unknownKeys(`${name}.`, value, ADDRESS);
    if (typeof host !== "string" || host === "") {
      note(`${name}.host`, host, 'give an address of this machine, such as "127.0.0.1" or "0.0.0.0"');
    }
    if (!isWithin(port, 0, 65_535)) note(`${name}.port`, port, "give a port, 0 to 65535");
    return { host: String(host), port: Number(port) };
  }

  function seconds(name: string, fallback: number, most: number): number {
    const value = config[name] ?? fallback;
    if (isWithin(value, 1, most)) return value;
    note(name, value, `give whole seconds, 1 to ${most}`);
    return fallback;
  }
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
