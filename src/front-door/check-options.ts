import type { MigrateOptions } from "./options.js";

/**
 * Checks the options at once and answers the absolute address of the exchange endpoint.
 * @throws TypeError naming the option, what it got and what to pass.
 */
export function checkOptions(options: MigrateOptions): string {
  let url = "";
  const need = (what: string, holds: (value: unknown) => unknown, ...paths: string[]): void => {
    for (const path of paths) {
      let value: unknown = options;
      for (const name of path.split(".")) value = Reflect.get(Object(value), name);
      try {
        if (holds(value)) continue;
      } catch {
        // not even an address
      }
      const plain = Object(value) === value ? typeof value : String(value);
      const got = typeof value === "string" ? JSON.stringify(value) : plain;
      throw new TypeError(`migrateOnLoad: "${path}" is ${got}, pass ${what}`);
    }
  };
  const isFunction = (value: unknown): boolean => typeof value === "function";
  const isText = (value: unknown): unknown => value && typeof value === "string";
  const isAddress = (value: unknown, base?: string): unknown => {
    url = new URL(value as string, base).href;
    return (isText(value) || value instanceof URL) && /^https?:[^?#]+$/.test(url);
  };

  need(
    "an origin",
    (value) => isText(value) && isAddress(value) && !new URL(url).pathname[1],
    "authgear.endpoint",
  );
  need("a text", isText, "authgear.clientID", "legacy.name");
  need("refresh_token", (value) => (value ?? "refresh_token") === "refresh_token", "authgear.sessionType");
  need(
    "a WebContainer or its loader",
    (value) =>
      value === undefined || isFunction(value) || isFunction(Reflect.get(value as object, "configure")),
    "authgear.container",
  );
  need("a function", isFunction, "legacy.read", "legacy.forget");
  need(
    "a function or nothing",
    (value) => value === undefined || isFunction(value),
    "legacy.hint",
    "legacy.revoke",
    "exchange.headers",
    "exchange.fetch",
    "onEvent",
  );
  need("a boolean or a function", (value) => /^(u|bo|f)/.test(typeof value), "enabled");
  need(
    "100 to 30000",
    (value = 100) => typeof value === "number" && value >= 100 && value <= 30_000,
    "budgetMs",
  );
  const { exchange } = options;
  need(
    "an http(s) address without query",
    (value) => isAddress(value, globalThis.document?.baseURI ?? "http://localhost"),
    typeof exchange === "string" || exchange instanceof URL ? "exchange" : "exchange.url",
  );
  return url.replace(/\/$/, "");
}
