import type { SweepReport } from "../server/sweep.js";

export interface Sweeping {
  sweep: () => Promise<SweepReport>;
  intervalMs: number;
  swept: (report: SweepReport) => void;
  failed: (error: unknown) => void;
  /** 0 up to 1. Default `Math.random`. */
  random?: () => number;
}

/**
 * Sweeps again and again, the next time one interval (a fifth more or less, so that instances drift apart) after the one before has
 * ended. The answer stops it and settles once nothing runs any more.
 */
export function startSweeping({
  sweep,
  intervalMs,
  swept,
  failed,
  random = Math.random,
}: Sweeping): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let timer = plan();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };

  function plan(): NodeJS.Timeout {
    return setTimeout(() => void (running = once()), intervalMs * (0.8 + 0.4 * random()));
  }

  async function once(): Promise<void> {
    try {
      swept(await sweep());
    } catch (error) {
      failed(error);
    }
    if (!stopped) timer = plan();
  }
}
