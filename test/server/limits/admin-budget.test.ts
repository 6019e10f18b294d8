import { expect, test } from "vitest";
import { adminBudget, type Admission } from "../../../src/server/limits/admin-budget.js";

function budget(perSecond: number, random = 0) {
  const clock = { now: 1_000_000 };
  const made = adminBudget(
    perSecond,
    () => clock.now,
    () => random,
  );
  const admit = (): Admission => {
    const admitted = made.admit();
    if ("refused" in admitted) throw new Error("no room");
    return admitted;
  };
  return { ...made, clock, enter: admit };
}

test("over ten seconds of ten times the load, no more calls than the rate allows (V9)", () => {
  const { clock, admit } = budget(10);
  let calls = 0;
  for (let tick = 0; tick < 1000; tick++) {
    const admitted = admit();
    if (!("refused" in admitted)) {
      for (let n = 0; n < 2; n++) admitted.spend();
      admitted.leave();
      calls += 2;
    }
    clock.now += 10;
  }
  // The rate, and the burst that it begins with.
  expect(calls).toBeLessThanOrEqual(10 * 10 + 10);
  expect(calls).toBeGreaterThanOrEqual(10 * 10 - 2);
});

test("what an exchange did not need is given back, what it needed more is owed", () => {
  const { enter, room, clock } = budget(4);
  enter().leave();
  expect(room(9)).toBe(2);
  const admission = enter();
  for (let n = 0; n < 6; n++) admission.spend();
  admission.leave();
  expect(room(9)).toBe(0);
  clock.now += 750;
  expect(room(9)).toBe(0);
  clock.now += 250;
  expect(room(9)).toBe(1);
});

test("calls outside of it are never refused, and what is new waits for them", () => {
  const { admit, spend, room } = budget(2);
  for (let n = 0; n < 10; n++) spend();
  expect(room(50)).toBe(0);
  // Eight owed, two needed.
  expect(admit()).toEqual({ refused: { problem: "rate-limited", retryAfter: 5, why: "admin-rate" } });
});

test("each who is sent away is given a turn of their own, an hour ahead at most", () => {
  const { admit, enter } = budget(2);
  enter();
  const told = Array.from({ length: 5000 }, () => admit()).map((one) =>
    "refused" in one ? one.refused.retryAfter : 0,
  );
  expect(told.slice(0, 4)).toEqual([1, 2, 3, 4]);
  expect(told.at(-1)).toBe(3600);
});

test("who is sent away comes back at different moments", () => {
  const { admit, enter } = budget(2, 0.5);
  enter();
  expect(admit()).toMatchObject({ refused: { retryAfter: 11 } });
});

test("a rate below one still lets one in at a time", () => {
  const { admit, enter, clock } = budget(0.5);
  enter();
  expect(admit()).toMatchObject({ refused: { retryAfter: 4 } });
  clock.now += 4000;
  expect(admit()).not.toHaveProperty("refused");
});

test("without a rate everything is let in", () => {
  const { admit, room } = budget(Infinity);
  expect(admit()).not.toHaveProperty("refused");
  expect(room(50)).toBe(50);
});
