import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 20_000;
const POLL_MS = 20;

/**
 * Looks again and again until something holds, and answers it. A probe that fails has not seen it yet: a page may be
 * on its way to another.
 *
 * @throws Error saying what did not come, and what was seen last
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  holds: (seen: T) => boolean = Boolean,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    let seen: unknown;
    try {
      const value = await probe();
      if (holds(value)) return value;
      seen = JSON.stringify(value);
    } catch (error) {
      seen = error;
    }
    if (Date.now() > end) throw new Error(`Never seen: ${what}. Last: ${String(seen)}`);
    await sleep(POLL_MS);
  }
}
