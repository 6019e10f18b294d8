import type { MigrateOptions } from "../../src/index.js";

/** Options that are right, each member of which a test may replace. */
export function goodOptions(): MigrateOptions {
  return {
    authgear: { endpoint: "http://authgear.localhost:4000", clientID: "spa" },
    legacy: { name: "fake", read: () => null, forget: () => {} },
    exchange: "/session-migration",
  };
}

/** The same with the member at `path` replaced, whatever its type. */
export function optionsWith(path: string, value: unknown): MigrateOptions {
  const options = goodOptions();
  const names = path.split(".");
  const last = names.pop() ?? "";
  let target: object = options;
  for (const name of names) {
    const inner: unknown = Reflect.get(target, name);
    const next: object = typeof inner === "object" && inner !== null ? inner : { url: inner };
    Reflect.set(target, name, next);
    target = next;
  }
  Reflect.set(target, last, value);
  return options;
}
