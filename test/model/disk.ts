import { ON_DISK } from "../../src/migration/deadlines.js";

/** What one store holds, and what of it a crash of the browser can still undo. */
export interface Disk<T> {
  get(): T;
  set(value: T): void;
  /** Since when the value that `same` compares stands unchanged, milliseconds since the epoch. */
  history(): readonly { at: number; value: T }[];
  /** Goes back to one of the states since the last one that is certainly on disk; 0 = nothing lost, 1 = all that can be. */
  crash(loss: number): void;
}

/** A browser writes to disk within ten seconds; what is younger may be gone, whole writes from the end. */
export function createDisk<T>(first: T, now: () => number): Disk<T> {
  let states: { at: number; value: T }[] = [{ at: -Infinity, value: first }];
  const last = (): T => states.at(-1)?.value ?? first;
  return {
    get: last,
    set: (value) => void states.push({ at: now(), value }),
    history: () => states,
    crash(loss) {
      const young = states.filter(({ at }) => at > now() - ON_DISK).length;
      const lost = Math.round(loss * young);
      states = states.slice(0, states.length - lost);
    },
  };
}
