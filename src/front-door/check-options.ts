import type { MigrateOptions } from "./options.js";

type Holds = (value: unknown) => boolean;

const isText: Holds = (value) => typeof value === "string" && value !== "";
const isFunction: Holds = (value) => typeof value === "function";
const isOptional: Holds = (value) => value === undefined || isFunction(value);

/**
 * Checks the options at once and answers the absolute address of the exchange endpoint.
 * @throws TypeError naming the option, what it got and what to pass.
 */
export function checkOptions(options: MigrateOptions): string {
  let url = "";
  const isAddress = (value: unknown, form: RegExp, base?: string): boolean => {
    url = new URL(value as string, base).href;
    return form.test(url);
  };
  const need = (what: string, holds: Holds, ...paths: string[]): void => {
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

  need("an origin", (value) => isText(value) && isAddress(value, /^https?:..[^/?#]+.$/), "authgear.endpoint");
  need("a text", isText, "authgear.clientID", "legacy.name");
  need("refresh_token", (value) => (value ?? "refresh_token") === "refresh_token", "authgear.sessionType");
  need(
    "a WebContainer or its loader",
    (value) => isOptional(value) || isFunction(Reflect.get(Object(value), "configure")),
    "authgear.container",
  );
  need("a function", isFunction, "legacy.read", "legacy.forget");
  need(
    "a function",
    isOptional,
    "legacy.hint",
    "legacy.revoke",
    "exchange.headers",
    "exchange.fetch",
    "onEvent",
  );
  need("a boolean or a function", (value) => isOptional(value) || typeof value === "boolean", "enabled");
  need(
    "100 to 30000",
    (value = 100) => typeof value === "number" && value >= 100 && value <= 30_000,
    "budgetMs",
  );
  const { exchange } = Object(options) as MigrateOptions;
  need(
    "an http(s) address without query",
    (value) =>
      (isText(value) || value instanceof URL) &&
      isAddress(value, /^https?:[^?#]+$/, globalThis.document?.baseURI ?? "http://localhost"),
    typeof exchange === "string" || exchange instanceof URL ? "exchange" : "exchange.url",
  );
  return url.replace(/\/$/, "");
}
