import type { Wrong } from "./wrong.js";

export interface Collecting<T> {
  /** Throws a `TypeError` that begins with the option's name in quotes. */
  build: (options: Record<string, unknown>) => T;
  options: Readonly<Record<string, unknown>>;
  /** Something good in the place of each required option. An option without one may be left out. */
  standIns: Readonly<Record<string, unknown>>;
  /** What the names of the messages begin with already. */
  within?: string;
  /** What they are to begin with. */
  prefix: string;
  wrong: Wrong;
}

/**
 * Builds again and again: a builder tells one wrong option at a time, which is noted and taken out of the way. `undefined` if anything
 * was wrong.
 */
export function collectWrong<T>(collecting: Collecting<T>): T | undefined {
  const { build, standIns, within = "", prefix, wrong } = collecting;
  const options: Record<string, unknown> = { ...collecting.options };
  const seen = new Set<string>();
  for (;;) {
    try {
      const built = build(options);
      return seen.size === 0 ? built : undefined;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const told = error.message.replace(`"${within}`, '"');
      wrong.add(told.startsWith('"') ? `"${prefix}${told.slice(1)}` : told);
      const [key = ""] = /^[^".[]+/.exec(told.slice(1)) ?? [];
      if (key === "" || seen.has(key)) return undefined;
      seen.add(key);
      options[key] = standIns[key];
    }
  }
}
