import { expect, test } from "vitest";

/** Each of these makes the provider's construction fail with a TypeError that names the option. */
export function namesWrongOptions(
  make: (options: Record<string, unknown>) => unknown,
  wrong: readonly (readonly [option: string, options: Record<string, unknown>])[],
): void {
  test.for(wrong.map(([option, options]) => [option, options] as const))(
    'a wrong "%s" is a TypeError that names it: %o',
    ([option, options]) => {
      expect(() => make(options)).toThrow(TypeError);
      expect(() => make(options)).toThrow(`"${option}"`);
    },
  );
}
