import type { Scheduler } from "./scheduler.js";

/** Web Locks: one holder for each name, first come, first served; the locks of a page that is gone are free. */
export interface Locks {
  /** A function that gives it back; `null`: not granted in time. */
  request(name: string, owner: string, waitMs?: number): Promise<(() => void) | null>;
  /** Whether the page holds one or waits for one. */
  concern(owner: string): boolean;
  /** The page is gone. */
  drop(owner: string): void;
}

interface Waiter {
  owner: string;
  grant(): void;
}

export function createLocks(
  { pass }: Pick<Scheduler, "pass">,
  after: (ms: number, fire: () => void) => () => void,
): Locks {
  const queues = new Map<string, Waiter[]>();
  const queueOf = (name: string): Waiter[] => {
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    return queue;
  };
  const leave = (queue: Waiter[], waiter: Waiter): void => {
    const place = queue.indexOf(waiter);
    if (place < 0) return;
    queue.splice(place, 1);
    if (place === 0) queue[0]?.grant();
  };
  return {
    async request(name, owner, waitMs) {
      const queue = queueOf(name);
      await pass(owner, "asks for the lock");
      return new Promise((resolve) => {
        let cancel = (): void => undefined;
        let granted = false;
        const waiter: Waiter = {
          owner,
          grant() {
            granted = true;
            cancel();
            void pass(owner, "is given the lock").then(() => resolve(() => leave(queue, waiter)));
          },
        };
        queue.push(waiter);
        if (queue[0] === waiter) waiter.grant();
        else if (waitMs !== undefined) {
          cancel = after(waitMs, () => {
            if (granted) return;
            leave(queue, waiter);
            resolve(null);
          });
        }
      });
    },
    concern: (owner) => [...queues.values()].some((queue) => queue.some((one) => one.owner === owner)),
    drop(owner) {
      for (const queue of queues.values()) {
        for (const waiter of queue.filter((one) => one.owner === owner)) leave(queue, waiter);
      }
    },
  };
}
