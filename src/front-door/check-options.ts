import type { MigrateOptions } from "./options.js";

type Holds = (value: unknown) => unknown;

/** A value as an error tells of it: a text in quotes, of an object no more than that it is one. */
function told(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return Object(value) === value ? typeof value : String(value);
}

/**
 * Checks the options at once and answers the absolute address of the exchange endpoint.
 * @throws TypeError naming the option, what it got and what to pass.
 */
export function checkOptions(options: MigrateOptions): string {
  let url = "";
  const member = (value: unknown, name: string): unknown => (Object(value) as Record<string, unknown>)[name];
  /** What to pass names every value and type that is right, unless `holds` knows better. */
  const need = (what: string, paths: string, holds: Holds = (value) => what.includes(told(value))): void => {
    for (const path of paths.split(" ")) {
      const value = path.split(".").reduce<unknown>(member, options);
      try {
        if (value !== "" && holds(value)) continue;
      } catch {
        // not even an address
      }
      throw new TypeError(`migrateOnLoad: "${path}" is ${told(value)}, pass ${what}`);
    }
  };
  const isText = (value: unknown): boolean => typeof value === "string";
  const isAddress = (value: unknown): boolean => isText(value) || value instanceof URL;
  const reads = (form: RegExp, value: unknown, base?: string): boolean => {
    url = new URL(value as string, base).href;
    return form.test(url);
  };

  need("an origin", "authgear.endpoint", (value) => isText(value) && reads(/^https?:..[^/?#]+.$/, value));
  need("a text", "authgear.clientID legacy.name", isText);
  need('"refresh_token" or undefined', "authgear.sessionType");
  need("a container, a function or undefined", "authgear.container", (value) =>
    /^f|und/.test(told(member(value, "configure") ?? value)),
  );
  need("a function", "legacy.read legacy.forget");
  need("a function or undefined", "legacy.hint legacy.revoke exchange.headers exchange.fetch onEvent");
  need("a function, true, false or undefined", "enabled");
  need(
    "100 to 30000",
    "budgetMs",
    (value = 100) => typeof value === "number" && value >= 100 && value <= 30_000,
  );
  need(
    "an http(s) address without query",
    isAddress(options.exchange) ? "exchange" : "exchange.url",
    (value) =>
      isAddress(value) && reads(/^https?:[^?#]+$/, value, globalThis.document?.baseURI ?? "http://localhost"),
  );
  return url.replace(/\/$/, "");
}
