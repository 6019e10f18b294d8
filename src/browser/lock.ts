import type { Ports } from "../migration/ports.js";

const FREE = (): void => {};

/**
 * One Web Lock for each Authgear client over all tabs; never stolen (T3). Where there are none, or the document may
 * not ask for one, it counts as granted: the ledger and the checks before each write protect then (T4).
 */
export function webLock(name: string): Ports["lock"] {
  return async (waitMs) => {
    // Some environments have the property and no manager behind it.
    const locks = navigator.locks as LockManager | null | undefined;
    if (!locks) return FREE;
    const waiting = new AbortController();
    const { signal } = waiting;
    const timer = setTimeout(() => waiting.abort(), waitMs);
    try {
      return await new Promise<() => void>((granted, refused) => {
        locks.request(name, { signal }, () => new Promise<void>(granted)).catch(refused);
      });
    } catch {
      return signal.aborted ? null : FREE;
    } finally {
      clearTimeout(timer);
    }
  };
}
