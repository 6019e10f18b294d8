/** The clock of a page, of which a test is the master. */
export interface PageClock {
  /** Moves it forward; what was to happen until then happens now, once. */
  pass(ms: number): void;
}

declare global {
  interface Window {
    pageClock: PageClock;
    /** The page's own `fetch`, whatever a case has made of it. */
    ownFetch: typeof fetch;
  }
}

/** Waits shorter than this pass by themselves: none of them is a deadline. Milliseconds. */
const SHORT = 250;
/** Waits as long as this are a driver's own. */
const LONG = 30_000;

/**
 * Runs in the page before any other script. Deadlines wait until the test moves the clock, so that no case depends on
 * how fast a machine is.
 */
function install(offset: number, short: number, long: number): void {
  const { Date: RealDate, setTimeout: start, clearTimeout: stop } = window;
  const timers = new Map<number, { due: number; fire: () => void }>();
  let ahead = offset;
  const now = (): number => RealDate.now() + ahead;
  window.Date = new Proxy(RealDate, {
    construct: (_, args: [number]) => (args.length > 0 ? new RealDate(...args) : new RealDate(now())),
    get: (real, key) => (key === "now" ? now : (Reflect.get(real, key) as unknown)),
  });
  const later = (run: TimerHandler, ms = 0, ...args: unknown[]): number => {
    if (ms < short || ms >= long || typeof run !== "function") return start(run, ms, ...args);
    const id = start(() => {}, 0);
    const fire = (): void => void (timers.delete(id) && (run as (...all: unknown[]) => void)(...args));
    timers.set(id, { due: now() + ms, fire });
    return id;
  };
  window.setTimeout = Object.assign(later, start);
  window.clearTimeout = (id) => {
    timers.delete(Number(id));
    stop(id);
  };
  window.pageClock = {
    pass(ms) {
      ahead += ms;
      const due = [...timers.values()].filter((timer) => timer.due <= now());
      for (const { fire } of due.toSorted((one, other) => one.due - other.due)) fire();
    },
  };
  window.ownFetch = window.fetch.bind(window);
}

/** The script that puts a clock into a page, which is this many milliseconds ahead of the machine's. */
export function pageClock(ahead: number): string {
  return `(${install.toString()})(${ahead}, ${SHORT}, ${LONG});`;
}
