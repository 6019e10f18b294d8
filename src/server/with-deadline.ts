import { UpstreamFailure } from "./upstream-failure.js";

/**
 * Runs work that may never settle: after `ms`, or as soon as the caller's signal is aborted, the work's own signal is aborted
 * and the result is not awaited any longer.
 * @throws UpstreamFailure `timeout` or `aborted`, or what the work throws.
 */
export async function withDeadline<T>(
  ms: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  if (caller?.aborted) throw new UpstreamFailure("aborted");
  let stop: (reason: "timeout" | "aborted") => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = (reason) => {
      reject(new UpstreamFailure(reason));
      controller.abort();
    };
  });
  const timer = setTimeout(() => stop("timeout"), ms);
  const onAbort = (): void => stop("aborted");
  caller?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", onAbort);
  }
}
