import { expect, test } from "vitest";
import { simulate } from "../../bench/release-day/simulate.js";

// A tenth of a million clients, and of the rate that would be for a million.
const day = { clients: 100_000, adminRate: 6, rush: 0, outage: 0, seed: 1 };
const burst = 2 * day.adminRate;

const SLOW = { timeout: 60_000 };

test(
  "on an ordinary day everybody moves, hardly anybody asks twice, and the quota holds (V9, P5)",
  SLOW,
  async () => {
    const { requestsPerClient, mostCalls, signedOut, moved } = await simulate(day);
    expect(requestsPerClient).toBeLessThanOrEqual(1.05);
    expect(mostCalls).toBeLessThanOrEqual(burst);
    expect([signedOut, moved[1]]).toEqual([0, 1]);
  },
);

test.for([
  ["a fifth of all come inside ten minutes", { rush: 0.2 }],
  ["Authgear is down for half an hour", { outage: 30 }],
] as const)(
  "where %s the quota holds, nobody is told they are signed out, and they move later",
  async ([, change]) => {
    const { requestsPerClient, mostCalls, signedOut, moved } = await simulate({ ...day, ...change });
    // Each who is sent away has a turn of their own: they do not come back to be sent away again and again.
    expect(requestsPerClient).toBeLessThanOrEqual(1.3);
    expect(mostCalls).toBeLessThanOrEqual(burst);
    expect(signedOut).toBe(0);
    expect(moved[1]).toBeGreaterThan(0.99);
  },
);
