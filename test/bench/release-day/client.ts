import { decide } from "../../../src/migration/decide.js";
import type { Desk } from "../../../src/migration/desk.js";
import { remember } from "../../../src/migration/exchange.js";
import type { Facts, LegacyFacts } from "../../../src/migration/facts.js";
import type { Journal } from "../../../src/migration/journal.js";
import type { Problem } from "../../../src/protocol/parse-problem.js";
import { transition } from "../../../src/migration/transition.js";

/** What a browser keeps between two page loads. */
export interface Client {
  journal?: Journal;
  moved: boolean;
  requests: number;
}

export interface Surroundings {
  /** Milliseconds since the epoch. */
  now: number;
  random: () => number;
  /** The exchange: `undefined` is a session. */
  ask(): Problem | undefined;
}

const LEGACY: LegacyFacts = { is: "present", ref: "legacy" };

/** One page load, by the real load table, machine and back-off. Answers whether the page was told that nobody is signed in. */
export async function loadPage(client: Client, { now, random, ask }: Surroundings): Promise<boolean> {
  const facts: Facts = { marker: { v: 1 }, journal: client.journal, aged: false, now };
  const { go, settle } = decide(facts, LEGACY);
  if (go !== "exchange") return settle?.session === "none";
  client.requests += 1;
  const problem = ask();
  if (!problem) {
    client.moved = true;
    return false;
  }
  const [read] = transition({ at: "exchanging", facts, legacy: LEGACY }, { type: "problem", problem });
  const [, effects] = transition(read, { type: "storage", facts });
  const desk = {
    now: () => now,
    random,
    randomKey: () => "key",
    journal: {
      async update(change: (old: Journal | undefined) => Journal) {
        client.journal = { ...change(client.journal), legacyRef: LEGACY.ref };
        return client.journal;
      },
    },
  } as unknown as Desk;
  let nobody = false;
  for (const effect of effects) {
    if (effect.do === "remember") await remember(desk, effect);
    if (effect.do === "publish") nobody = effect.state.session === "none";
  }
  return nobody;
}
