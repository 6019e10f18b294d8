import type { Bindings } from "./placeholders.js";

const ANY_UNIX_TIME = 1_700_000_000;

/** Values that the recordings keep as they were, although they differ between servers: by their key. */
const HIDDEN: Record<string, (literal: string) => string> = {
  n: () => "{{modulus}}",
  jti: (literal) => `{{jti-${literal}}}`,
  sid: (literal) => `{{sid-${literal}}}`,
  id: (literal) =>
    literal.startsWith("QXV0aGVudGljYXRvcj") ? `{{authenticator-node-id-${literal}}}` : literal,
};

/** Compares a value with a recorded one: same keys, same constants, placeholders consistent. Empty if so. */
export function differences(
  bindings: Bindings,
  recorded: unknown,
  actual: unknown,
  where: string,
  key = "",
): string[] {
  if (typeof recorded === "string" && typeof actual === "string") {
    return bindings
      .match(HIDDEN[key]?.(recorded) ?? recorded, actual)
      .map((problem) => `${where}: ${problem}`);
  }
  if (recorded === ANY_UNIX_TIME && isUnixTime(actual)) return [];
  if (Array.isArray(recorded) && Array.isArray(actual) && recorded.length === actual.length) {
    return recorded.flatMap((item, index) => differences(bindings, item, actual[index], `${where}/${index}`));
  }
  if (isObject(recorded) && isObject(actual) && sortedKeys(recorded) === sortedKeys(actual)) {
    return Object.entries(recorded).flatMap(([name, value]) =>
      differences(bindings, value, actual[name], `${where}/${name}`, name),
    );
  }
  if (recorded === actual) return [];
  return [`${where}: ${JSON.stringify(actual)} is not like ${JSON.stringify(recorded)}`];
}

function isUnixTime(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 1_600_000_000 && Number(value) < 4_000_000_000;
}

function sortedKeys(value: Record<string, unknown>): string {
  return Object.keys(value).toSorted().join();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
