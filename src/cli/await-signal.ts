import { constants } from "node:os";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Settles with the name of the first signal that asks this process to end; the second one ends it at once. */
export function awaitSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const name of SIGNALS) {
      process.on(name, () => {
        if (asked) process.exit(128 + constants.signals[name]);
        asked = true;
        resolve(name);
      });
    }
  });
}
