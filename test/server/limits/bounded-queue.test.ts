import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { boundedQueue, QueueFull } from "../../../src/server/limits/bounded-queue.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that ends when the test says so. */
function job(): { work: () => Promise<string>; started: () => boolean; end: (fail?: boolean) => void } {
  let began = false;
  let end: (fail?: boolean) => void = () => undefined;
  const done = new Promise<string>((resolve, reject) => {
    end = (fail) => (fail === true ? reject(new Error("work")) : resolve("done"));
  });
  const work = (): Promise<string> => {
    began = true;
    return done;
  };
  return { work, started: () => began, end: (fail) => end(fail) };
}

const few = () => boundedQueue({ atOnce: 2, waiting: 2, longestMs: 1000 });
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test("so much runs at once, the rest in the order in which it came", async () => {
  const queue = few();
  const jobs = [job(), job(), job(), job()];
  const all = jobs.map(({ work }) => queue(work));
  await settle();
  expect(jobs.map(({ started }) => started())).toEqual([true, true, false, false]);
  jobs[1]?.end();
  await settle();
  expect(jobs.map(({ started }) => started())).toEqual([true, true, true, false]);
  for (const { end } of jobs) end();
  expect(await Promise.all(all)).toEqual(["done", "done", "done", "done"]);
});

test("who finds no room to wait is told at once (V9)", async () => {
  const queue = few();
  const jobs = [job(), job(), job(), job(), job()];
  const all = jobs.map(({ work }) => queue(work));
  await expect(all[4]).rejects.toBeInstanceOf(QueueFull);
  for (const { end } of jobs) end();
  await Promise.all(all.slice(0, 4));
  expect(jobs[4]?.started()).toBe(false);
});

test("who waits too long leaves, is never run, and gives its room free", async () => {
  const queue = few();
  const [first, second, third, fourth] = [job(), job(), job(), job()];
  const running = [queue(first.work), queue(second.work)];
  const waited = queue(third.work).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await waited).toBeInstanceOf(QueueFull);
  const next = queue(fourth.work);
  first.end();
  second.end();
  fourth.end();
  await Promise.all([...running, next]);
  expect([third.started(), fourth.started()]).toEqual([false, true]);
  expect(vi.getTimerCount()).toBe(0);
});

test("work that fails hands its place on", async () => {
  const queue = boundedQueue({ atOnce: 1, waiting: 1, longestMs: 1000 });
  const [first, second] = [job(), job()];
  const failing = queue(first.work).catch((error: unknown) => error);
  const next = queue(second.work);
  first.end(true);
  second.end();
  expect(await failing).toEqual(new Error("work"));
  expect(await next).toBe("done");
  expect(await queue(() => Promise.resolve("again"))).toBe("again");
});

test("a place is handed on to one alone", async () => {
  const queue = boundedQueue({ atOnce: 1, waiting: 10, longestMs: 1000 });
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  };
  await Promise.all(Array.from({ length: 8 }, () => queue(work)));
  expect(most).toBe(1);
});
