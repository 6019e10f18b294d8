import { adminBudget } from "../../../src/server/limits/admin-budget.js";
import type { Problem } from "../../../src/protocol/parse-problem.js";
import { type Client, loadPage } from "./client.js";

export interface Day {
  clients: number;
  /** Admin calls a second that the deployment may make. */
  adminRate: number;
  /** So many of all come within ten minutes at noon, 0 to 1. */
  rush: number;
  /** Minutes from noon on in which Authgear answers nothing. */
  outage: number;
  seed: number;
}

export interface Seen {
  requestsPerClient: number;
  /** Admin calls in the busiest second. */
  mostCalls: number;
  /** Pages that were told that nobody is signed in. */
  signedOut: number;
  /** Of all, after one day and after two, 0 to 1. */
  moved: [number, number];
}

const DAY_S = 86_400;
const NOON_S = DAY_S / 2;
const LOADS_A_VISIT = 6;
const BETWEEN_LOADS_S = 90;
const BETWEEN_VISITS_S = 7 * 3600;

/** Two days of page loads in virtual time, a second at a time, until everybody has moved. */
export async function simulate({ clients: count, adminRate, rush, outage, seed }: Day): Promise<Seen> {
  const random = randomNumbers(seed);
  const clients: Client[] = Array.from({ length: count }, () => ({ moved: false, requests: 0 }));
  const loads = new Uint8Array(count);
  const seconds = new Map<number, number[]>();
  const plan = (second: number, client: number): void => {
    const others = seconds.get(second);
    if (others) others.push(client);
    else seconds.set(second, [client]);
  };
  const start = Date.parse("2026-11-21T00:00:00Z");
  let now = start;
  const budget = adminBudget(adminRate, () => now, random);

  for (let client = 0; client < count; client++) {
    plan(random() < rush ? NOON_S + Math.floor(random() * 600) : timeOfDay(random), client);
  }
  let mostCalls = 0;
  let signedOut = 0;
  let moved = 0;
  const after: [number, number] = [0, 0];
  for (let second = 0; second < 2 * DAY_S; second++) {
    let calls = 0;
    const down = second >= NOON_S && second < NOON_S + outage * 60;
    const all = seconds.get(second) ?? [];
    for (const [place, one] of all.entries()) {
      now = start + (second + place / all.length) * 1000;
      const client = clients[one] as Client;
      const ask = (): Problem | undefined => {
        const admitted = budget.admit();
        if ("refused" in admitted) {
          const retryAfter = Math.ceil(admitted.refused.retryAfter ?? 1);
          return { type: "rate-limited", kind: "transient", retryAfter };
        }
        const made = down ? 1 : 2;
        for (let call = 0; call < made; call++) admitted.spend();
        admitted.leave();
        calls += made;
        return down ? { type: "upstream-unavailable", kind: "transient", retryAfter: 30 } : undefined;
      };
      if (await loadPage(client, { now, random, ask })) signedOut += 1;
      if (client.moved) {
        moved += 1;
        continue;
      }
      const loaded = (loads[one] = (loads[one] ?? 0) + 1);
      const pause = loaded % LOADS_A_VISIT === 0 ? BETWEEN_VISITS_S : BETWEEN_LOADS_S;
      plan(second + 1 + Math.floor(-Math.log(1 - random()) * pause), one);
    }
    seconds.delete(second);
    mostCalls = Math.max(mostCalls, calls);
    if ((second + 1) % DAY_S === 0) after[Math.floor(second / DAY_S) as 0 | 1] = moved / count;
  }
  const requests = clients.reduce((sum, client) => sum + client.requests, 0);
  return { requestsPerClient: requests / count, mostCalls, signedOut, moved: after };
}

/** A second of the day: noon is nine times as busy as midnight. */
function timeOfDay(random: () => number): number {
  for (;;) {
    const second = Math.floor(random() * DAY_S);
    if (random() < 0.5 - 0.4 * Math.cos((2 * Math.PI * second) / DAY_S)) return second;
  }
}

/** The same numbers for the same seed, 0 up to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
