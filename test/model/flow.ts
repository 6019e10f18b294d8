import type { Gate } from "./scheduler.js";
import type { World } from "./types.js";

/** More steps than any part of a run needs: something asks for ever. */
const MOST_STEPS = 4_000;

/** Opens gates until none is left; time stands still. */
export async function drain(world: World): Promise<void> {
  const { scheduler } = world;
  await scheduler.quiet();
  for (let steps = 0; ; steps++) {
    const [gate] = scheduler.gates();
    if (!gate) return;
    if (steps > MOST_STEPS) throw new Error("the run never comes to rest");
    await scheduler.open(gate);
  }
}

/** Everything goes on as it should while so much time passes. */
export async function flow(world: World, ms: number): Promise<void> {
  const { time, scheduler } = world;
  const until = time.now() + ms;
  for (let turns = 0; ; turns++) {
    if (turns > MOST_STEPS) throw new Error("the run never comes to rest");
    await drain(world);
    const next = time.untilNext();
    const left = until - time.now();
    if (next === undefined || next > left) {
      await time.advance(left, scheduler.quiet);
      return drain(world);
    }
    await time.advance(next, scheduler.quiet);
  }
}

/** Takes single steps: the oldest first, or, with another number, in an order that hangs on it. */
export async function go(world: World, steps: number, order: number): Promise<number> {
  const { scheduler } = world;
  let mixed = order;
  for (let taken = 0; taken < steps; taken++) {
    const gates = scheduler.gates();
    const gate: Gate | undefined = gates[order === 0 ? 0 : mixed % gates.length];
    if (!gate) return taken;
    await scheduler.open(gate);
    mixed = (mixed * 1_103 + 12_345) % 65_536;
  }
  return steps;
}
