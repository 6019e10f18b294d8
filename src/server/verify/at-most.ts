/** Runs work while less than `limit` of it is running; who comes then is told so at once instead of queued. */
export function atMost(limit: number): <T>(work: () => Promise<T>) => Promise<T | "busy"> {
  let running = 0;
  return async (work) => {
    if (running >= limit) return "busy";
    running++;
    try {
      return await work();
    } finally {
      running--;
    }
  };
}
