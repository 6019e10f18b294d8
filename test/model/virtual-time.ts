/** Where every run begins, milliseconds since the epoch. */
export const START: number = Date.parse("2026-11-21T12:00:00Z");

/** Time that only moves when a run says so; until `restore` it is the time of this whole process. */
export interface VirtualTime {
  now(): number;
  /** Calls back after so many milliseconds; the answer cancels it. */
  after(ms: number, fire: () => void): () => void;
  /** Milliseconds until the next timer, if there is one. */
  untilNext(): number | undefined;
  /** Moves on, timer by timer; `settle` lets everything happen that follows from one. */
  advance(ms: number, settle: () => Promise<void>): Promise<void>;
  restore(): void;
}

/** Takes the place of the timers and clocks that the code under test reads. */
export function takeOverTime(): VirtualTime {
  const real = { setTimeout, clearTimeout, now: Date.now, performanceNow: performance.now };
  let time = START;
  let timers: { at: number; fire: () => void }[] = [];
  const after: VirtualTime["after"] = (ms, fire) => {
    const timer = { at: time + Math.max(ms, 0), fire };
    timers.push(timer);
    return () => void (timers = timers.filter((other) => other !== timer));
  };
  const next = (): (typeof timers)[number] | undefined => {
    let first: (typeof timers)[number] | undefined;
    for (const timer of timers) if (!first || timer.at < first.at) first = timer;
    return first;
  };
  const handles = new Map<number, () => void>();
  let last = 0;
  const virtual = {
    setTimeout(fire: (...input: unknown[]) => void, ms = 0, ...input: unknown[]): number {
      const handle = ++last;
      const cancel = after(ms, () => {
        handles.delete(handle);
        fire(...input);
      });
      handles.set(handle, cancel);
      return handle;
    },
    clearTimeout(handle: number | undefined): void {
      handles.get(handle ?? 0)?.();
      handles.delete(handle ?? 0);
    },
  };
  Object.assign(globalThis, virtual);
  Date.now = () => time;
  performance.now = () => time - START;
  return {
    now: () => time,
    after,
    untilNext() {
      const first = next();
      return first && Math.max(first.at - time, 0);
    },
    async advance(ms, settle) {
      const until = time + ms;
      for (let timer = next(); timer && timer.at <= until; timer = next()) {
        const { at, fire } = timer;
        timers = timers.filter((other) => other !== timer);
        time = Math.max(time, at);
        fire();
        await settle();
      }
      time = until;
    },
    restore() {
      Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
      Date.now = real.now;
      performance.now = real.performanceNow;
    },
  };
}
