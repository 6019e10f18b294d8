import type { Action } from "./action.js";
import type { Keys } from "./authgear-side.js";
import type { Mutation } from "./mutation.js";
import { loadTab, perform } from "./perform.js";
import { assertPromises, check, settle } from "./promises.js";

import type { Broken, Settings } from "./types.js";
import { createWorld } from "./world.js";

export interface Outcome {
  broken: readonly Broken[];
  trace: readonly string[];
}

/** One run: alice is signed in at the old provider and opens the app, then one thing happens after the other. */
export async function simulate(
  keys: Keys,
  settings: Settings,
  actions: readonly Action[],
  mutation: Mutation,
): Promise<Outcome> {
  const world = await createWorld(keys, settings, mutation);
  const { watch, trace, legacy, time, scheduler } = world;
  const outcome = (): Outcome => ({ broken: watch.broken, trace: trace.lines() });
  try {
    watch.expected = legacy.login("alice");
    await time.advance(60_000, scheduler.quiet);
    trace.action("alice is signed in at the old provider; tab 1 loads the page");
    void loadTab(world, 0).look();
    for (const action of actions) {
      await perform(world, action);
      check(world);
      if (watch.broken.length > 0) return outcome();
    }
    trace.action("the faults end; pages load on the days after");
    await settle(world);
    if (watch.broken.length === 0) await assertPromises(world);
    return outcome();
  } catch (error) {
    watch.fail(6, String(error));
    return outcome();
  } finally {
    for (const tab of world.tabs) if (tab) scheduler.kill(tab.owner);
    time.restore();
  }
}
