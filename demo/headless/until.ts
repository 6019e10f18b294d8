import { setTimeout } from "node:timers/promises";
import { NotObserved } from "./report.js";

/**
 * Asks again and again until there is an answer.
 *
 * @throws NotObserved with this sentence after `withinMs` milliseconds
 */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  withinMs: number,
  otherwise: string,
): Promise<Answer> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new NotObserved(`${otherwise} within ${withinMs} ms`);
    await setTimeout(50);
  }
}
