import type { MigrateOptions } from "./options.js";

const FUNCTION = "a function";
const TEXT = "a text";
const isFunction = (value: unknown): boolean => typeof value === "function";
const isText = (value: unknown): unknown => value && typeof value === "string";

/**
 * Checks the options at once and answers the absolute address of the exchange endpoint.
 * @throws TypeError naming the option, what it got and what to pass.
 */
export function checkOptions(options: MigrateOptions): string {
  let url = "";
  const isAddress = (value: unknown, base?: string): boolean => {
    url = new URL(value as string, base).href;
    return !!value && /^https?:[^?#]+$/.test(url);
  };
  const need = (path: string, pass: string, holds: (value: unknown) => unknown): void => {
    let value: unknown = options;
    for (const name of path.split(".")) value = Reflect.get(Object(value), name);
    try {
      if (holds(value)) return;
    } catch {
      // not even readable
    }
    const got = value instanceof Object ? typeof value : JSON.stringify(value);
    throw new TypeError(`migrateOnLoad: option "${path}" is ${got}, pass ${pass}`);
  };

  need("authgear.endpoint", "an origin", (value) => isAddress(value) && !new URL(url).pathname[1]);
  need("authgear.clientID", TEXT, isText);
  need("authgear.sessionType", '"refresh_token"', (value) =>
    /^(undefined|refresh_token)$/.test(String(value)),
  );
  need("authgear.container", "a WebContainer or a function that loads one", (value) =>
    value ? isFunction(value) || "configure" in (value as object) : value === undefined,
  );
  need("legacy.name", TEXT, isText);
  need("legacy.read", FUNCTION, isFunction);
  need("legacy.forget", FUNCTION, isFunction);
  for (const path of ["legacy.hint", "legacy.revoke", "exchange.headers", "exchange.fetch", "onEvent"]) {
    need(path, FUNCTION, (value) => value === undefined || isFunction(value));
  }
  need("enabled", "a boolean or a function", (value) => /^[ubf]/.test(typeof value));
  need("budgetMs", "100 to 30000", (value = 100) => Number(value) >= 100 && Number(value) <= 30_000);
  const plain = typeof options.exchange === "string" || options.exchange instanceof URL;
  need(plain ? "exchange" : "exchange.url", "an http(s) address without query", (value) =>
    isAddress(value, globalThis.document?.baseURI ?? "http://localhost"),
  );
  return url.replace(/\/$/, "");
}
