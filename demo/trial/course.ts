import type { Facts } from "./facts.js";
import type { Visit } from "./visits.js";

/** What the user of the trial does next. */
export type Next = "wait" | "reload" | "over";

/** Longest wait for the first call of the API, in milliseconds; a page that stands still gets ten seconds more. */
const PATIENCE = 6_000;
const FROZEN = 10_000;
/** Our SDK leaves the old session alone for ten seconds, and then needs a few round trips. */
const BEHIND_THE_APP = 14_000;

/** The user loads the page, comes back soon, and comes back once more when nothing is left to happen. */
export function nextStep(facts: Facts): Next {
  const latest = latestVisits(facts.visits);
  const ends = latest.map((visit) => endOf(visit, facts));
  if (latest.length === 0 || ends.includes(undefined)) return "wait";
  const quiet = facts.now - Math.max(...ends.map((end) => end ?? 0));
  const { signedOutAt, legacyEndedAt } = facts;
  if (signedOutAt !== undefined) {
    if (latest.some(({ firstLoadAt }) => firstLoadAt < signedOutAt)) {
      return Math.min(quiet, facts.now - signedOutAt) > 1_500 ? "reload" : "wait";
    }
    return quiet > 800 ? "over" : "wait";
  }
  const count = facts.visits.filter(({ tab }) => tab === 1).length;
  if (count === 1) return quiet > 1_200 ? "reload" : "wait";
  if (legacyEndedAt !== undefined) {
    const cameBack = latest.every(({ firstLoadAt }) => firstLoadAt > legacyEndedAt);
    if (count > 2 && cameBack) return quiet > 800 ? "over" : "wait";
    return Math.min(quiet, facts.now - legacyEndedAt) > 1_000 ? "reload" : "wait";
  }
  if (quiet < (isUnderWay(facts) ? BEHIND_THE_APP : 2_500)) return "wait";
  return count > 2 ? "over" : "reload";
}

function latestVisits(visits: readonly Visit[]): readonly Visit[] {
  return visits.filter((visit, index) => !visits.slice(index + 1).some(({ tab }) => tab === visit.tab));
}

function endOf({ call, lastLoadAt }: Visit, { now, fault }: Facts): number | undefined {
  if (call) return call.answeredAt;
  const patience = PATIENCE + (fault === "freeze" ? FROZEN : 0);
  return now - lastLoadAt > patience ? lastLoadAt + patience : undefined;
}

/** Only our SDK has something to do after the browser used its new session, as long as the old one lives. */
function isUnderWay({ code, requests }: Facts): boolean {
  return code === "ours" && requests.some(({ session }) => session !== undefined);
}
