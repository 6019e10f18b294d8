/** Time that stands still until a test moves it. */
export interface FakeClock {
  now(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves time on, timer by timer, and lets everything that follows from each happen first. */
  advance(ms: number): Promise<void>;
  /** Sets the clock without any time passing, as a user or a time server does. */
  set(now: number): void;
}

/** Lets everything happen that needs no time. */
export async function quiet(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

export function fakeClock(start: number): FakeClock {
  let time = start;
  let skew = 0;
  const timers = new Set<{ at: number; fire: () => void }>();

  return {
    now: () => time + skew,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = { at: time + Math.max(ms, 0), fire: () => end() };
        const end = (): void => {
          timers.delete(timer);
          resolve();
        };
        timers.add(timer);
        signal?.addEventListener("abort", end);
      }),
    async advance(ms) {
      const until = time + ms;
      await quiet();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (!next) break;
        time = Math.max(time, next.at);
        next.fire();
        await quiet();
      }
      time = until;
    },
    set(now) {
      skew = now - time;
    },
  };
}
