import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wait } from "../../src/browser/wait.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("resolves after its time", async () => {
  const over = vi.fn<() => void>();
  void wait(100).then(over);
  await vi.advanceTimersByTimeAsync(99);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledOnce();
});

test("resolves as soon as it is told to stop, and leaves no timer behind", async () => {
  const stop = new AbortController();
  const over = wait(100, stop.signal);
  stop.abort();
  await over;
  expect(vi.getTimerCount()).toBe(0);
});
