import { expect } from "vitest";
import type { Bindings } from "./placeholders.js";

const ANY_UNIX_TIME = 1_700_000_000;

/** Values that the recordings keep as they were, although they differ between servers: by the key they stand under. */
const HIDDEN: Record<string, (literal: string) => string> = {
  n: () => "{{modulus}}",
  jti: (literal) => `{{jti-${literal}}}`,
  sid: (literal) => `{{sid-${literal}}}`,
  id: (literal) =>
    literal.startsWith("QXV0aGVudGljYXRvcj") ? `{{authenticator-node-id-${literal}}}` : literal,
};

/** Compares a value with a recorded one: same keys, same constants, placeholders consistent. */
export function expectLike(
  bindings: Bindings,
  recorded: unknown,
  actual: unknown,
  where: string,
  key = "",
): void {
  if (typeof recorded === "string") {
    expect(typeof actual, where).toBe("string");
    return bindings.match(HIDDEN[key]?.(recorded) ?? recorded, String(actual), where);
  }
  if (recorded === ANY_UNIX_TIME) {
    expect(
      Number.isInteger(actual) && Number(actual) > 1_600_000_000 && Number(actual) < 4_000_000_000,
      where,
    ).toBe(true);
    return;
  }
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    expect(actual.length, `${where}: length`).toBe(recorded.length);
    for (const [index, item] of recorded.entries())
      expectLike(bindings, item, actual[index], `${where}/${index}`);
    return;
  }
  if (isObject(recorded) && isObject(actual)) {
    expect(Object.keys(actual).sort(), `${where}: keys`).toEqual(Object.keys(recorded).sort());
    for (const [name, value] of Object.entries(recorded))
      expectLike(bindings, value, actual[name], `${where}/${name}`, name);
    return;
  }
  expect(actual, where).toEqual(recorded);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
