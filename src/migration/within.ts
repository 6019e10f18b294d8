import type { Ports } from "./ports.js";

/** What `work` gives, or `late` where it rejects or takes longer than `ms`. It is told to stop by the signal. */
export async function within<T, L>(
  { wait }: Pick<Ports, "wait">,
  ms: number,
  work: (signal: AbortSignal) => T | PromiseLike<T>,
  late: L,
): Promise<T | L> {
  const stop = new AbortController();
  try {
    return await Promise.race([(async () => work(stop.signal))(), wait(ms, stop.signal).then((): L => late)]);
  } catch {
    return late;
  } finally {
    stop.abort();
  }
}
