import type { ShownLamp } from "./lamps/lamps.js";

/** How a trial stands, in one sentence. */
export function verdictOf(
  lamps: readonly ShownLamp[],
  { begun, over }: { begun: boolean; over: boolean },
): string {
  if (!begun) return "Running: first a page load without any session.";
  if (!over) return "Running: the user comes, stays, and comes back.";
  const number = (state: ShownLamp["state"]): number => lamps.filter((lamp) => lamp.state === state).length;
  const unknown = number("unknown");
  const rest = unknown > 0 ? ` ${unknown} cannot be known from this scenario.` : "";
  return number("broken") > 0
    ? `Over: ${number("broken")} of ${lamps.length} promises broken, ${number("good")} kept.${rest}`
    : `Over: no promise broken, ${number("good")} of ${lamps.length} seen kept.${rest}`;
}
