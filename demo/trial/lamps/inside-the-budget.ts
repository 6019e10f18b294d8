import type { Facts } from "../facts.js";
import type { Visit } from "../visits.js";
import { broken, count, good, ms, unknown, type Lamp } from "./lamp.js";

/** The budget of `migrateOnLoad`, and what the app itself may take until it calls its API. In milliseconds. */
const BUDGET = 3_000;
const OF_APP = 1_000;
const ALLOWED = `allowed: ${ms(BUDGET)}, and ${ms(OF_APP)} for the app itself`;

/** Promise 6: from the moment that the script of a page runs to its first call of the API; the servers' clock. */
export const insideTheBudget: Lamp = (facts, over) => {
  const stood = facts.fault === "freeze" ? facts.visits.find(({ tab }) => tab === 1) : undefined;
  const waits = facts.visits
    .filter((visit) => visit !== stood)
    .map((visit) => ({ took: (visit.call?.at ?? facts.now) - startOf(visit, facts), called: !!visit.call }));
  const late = waits.find(({ took }) => took > BUDGET + OF_APP);
  if (late) {
    return broken(
      late.called
        ? `A page called its API only ${ms(late.took)} after its script began; ${ALLOWED}.`
        : `A page never called its API, for ${ms(late.took)} now; ${ALLOWED}.`,
    );
  }
  const called = waits.filter((wait) => wait.called);
  const longest = Math.max(0, ...called.map(({ took }) => took));
  const seen = `${count(called.length, "page")} called the API, the slowest ${ms(longest)} after its script began; ${ALLOWED}.`;
  if (!over) return unknown(`So far: ${seen}`);
  return stood
    ? unknown(`The page that stood still for 10 s had no clock to keep. Others: ${seen}`)
    : good(seen);
};

/** A page that reloads itself keeps its user waiting all the time; one that was killed does not. */
function startOf(visit: Visit, { fault }: Facts): number {
  const { firstLoadAt, lastLoadAt, firstRunAt = firstLoadAt, lastRunAt = lastLoadAt } = visit;
  return fault === "kill-tab" ? lastRunAt : firstRunAt;
}
