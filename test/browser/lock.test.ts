import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { webLock } from "../../src/browser/lock.js";

type Callback = () => Promise<unknown>;

/** The part of a LockManager that a browser has: one holder for each name, a signal that removes waiters only. */
function lockManager(): { request: LockManager["request"]; held(): number } {
  const queues = new Map<string, Promise<unknown>>();
  let held = 0;
  const request = async (name: string, { signal }: LockOptions, work: Callback): Promise<unknown> => {
    const before = queues.get(name) ?? Promise.resolve();
    const granted = before.then(async () => {
      if (signal?.aborted) return undefined;
      held++;
      await work();
      held--;
      return undefined;
    });
    queues.set(
      name,
      granted.catch(() => {}),
    );
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => {
        reject(new DOMException("The request was aborted.", "AbortError"));
      });
    });
    return Promise.race([granted, aborted]);
  };
  return { request: request as unknown as LockManager["request"], held: () => held };
}

const withLocks = (locks: unknown): unknown => vi.stubGlobal("navigator", { locks });

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("one holder at a time, the next after the release", async () => {
  const manager = lockManager();
  withLocks(manager);
  const first = await webLock("a")(1_000);
  const second = webLock("a")(1_000);
  await vi.advanceTimersByTimeAsync(500);
  expect([typeof first, manager.held()]).toEqual(["function", 1]);
  first?.();
  (await second)?.();
  await vi.advanceTimersByTimeAsync(0);
  expect([manager.held(), vi.getTimerCount()]).toEqual([0, 0]);
});

test("locks of two clients do not know each other", async () => {
  withLocks(lockManager());
  await webLock("a")(1_000);
  expect(await webLock("b")(1_000)).toBeTypeOf("function");
});

test("a holder that never lets go: not granted in time, nothing stolen (T2, T3)", async () => {
  const manager = lockManager();
  const request = vi.spyOn(manager, "request");
  withLocks(manager);
  await webLock("a")(1_000);
  const waiter = webLock("a")(2_500);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(await waiter).toBeNull();
  expect(manager.held()).toBe(1);
  for (const [, options] of request.mock.calls) expect(options).not.toHaveProperty("steal");
});

test("a lock that is held is not lost to the waiting time of its holder", async () => {
  const manager = lockManager();
  withLocks(manager);
  await webLock("a")(1_000);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(manager.held()).toBe(1);
});

test.for<[string, unknown]>([
  ["are missing", undefined],
  ["are null", null],
  [
    "are refused: the document is not fully active",
    {
      request: () => Promise.reject(new DOMException("not fully active", "InvalidStateError")),
    },
  ],
  [
    "are refused: an opaque origin",
    {
      request: () => {
        throw new DOMException("denied", "SecurityError");
      },
    },
  ],
])("where locks %s, it counts as granted (T4)", async ([, locks]) => {
  withLocks(locks);
  const release = await webLock("a")(1_000);
  expect(release).toBeTypeOf("function");
  expect(release).not.toThrow();
  expect(vi.getTimerCount()).toBe(0);
});
