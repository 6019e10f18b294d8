/** There is no room to wait, or the wait was too long. Nothing was done. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
}

/**
 * Runs work, at most `atOnce` of it at a time. `waiting` more wait for their turn, the first come first, for `longestMs` at most; nobody queues
 * without end.
 * @throws QueueFull, or what the work throws.
 */
export function boundedQueue(options: {
  atOnce: number;
  waiting: number;
  /** Milliseconds. */
  longestMs: number;
}): <T>(work: () => Promise<T>) => Promise<T> {
  const { atOnce, waiting, longestMs } = options;
  const line = new Set<() => void>();
  let running = 0;

  const turn = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        line.delete(go);
        resolve();
      };
      const timer = setTimeout(() => {
        line.delete(go);
        reject(new QueueFull("waited too long"));
      }, longestMs);
      line.add(go);
    });

  return async (work) => {
    if (running >= atOnce) {
      if (line.size >= waiting) throw new QueueFull("no room to wait");
      // Whoever leaves hands its place on.
      await turn();
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const [next] = line;
      if (next) next();
      else running--;
    }
  };
}
