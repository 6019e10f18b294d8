import { nearest } from "./nearest.js";

/** Gathers every mistake of a config, so that all of them are told at once. */
export interface Wrong {
  readonly messages: readonly string[];
  add(message: string): void;
  /** Notes the keys of an object that nobody knows. */
  unknownKeys(path: string, value: unknown, known: Readonly<Record<string, true>>): void;
}

export function createWrong(): Wrong {
  const messages: string[] = [];
  const add = (message: string): void => {
    if (!messages.includes(message)) messages.push(message);
  };
  return {
    messages,
    add,
    unknownKeys(path, value, known) {
      if (typeof value !== "object" || value === null) return;
      for (const key of Object.keys(value).filter((one) => !Object.hasOwn(known, one))) {
        const meant = nearest(key, Object.keys(known));
        const fix =
          meant === undefined ? `remove it; there are ${Object.keys(known).join(", ")}` : `write "${meant}"`;
        add(`"${path}${key}" is no key that is known here: ${fix}`);
      }
    },
  };
}
