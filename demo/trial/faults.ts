import { setTimeout } from "node:timers/promises";
import type { RequestListener } from "node:http";
import type { FaultName } from "./scenario.js";
import type { Trial } from "./trial.js";
import type { Trials } from "./trials.js";
import { visitsOf } from "./visits.js";

/** How long an exchange stays under way for what happens in the meantime, in milliseconds. */
const UNDER_WAY = 700;
const LASTING: ReadonlySet<FaultName> = new Set(["kill-tab", "sign-out", "five-tabs"]);

const INSTEAD: Partial<Record<FaultName, { status: number; type: string; body: string }>> = {
  "answer-503": { status: 503, type: "text/plain", body: "Service Unavailable" },
  "answer-html": { status: 200, type: "text/html", body: "<!doctype html><title>Please wait</title>" },
};

/** Paths at which a legacy token is exchanged: ours, and that of the sample. */
export function isExchange(path: string): boolean {
  return path === "/session-migration" || path === "/trial/guide-exchange";
}

/** Faults strike until the app has called its API once: the next page load meets a healthy server. */
export function isStruck(trial: Trial): boolean {
  return trial.begunAt !== undefined && visitsOf(trial, 1).every(({ call }) => call === undefined);
}

/** The same exchange, in place of which something else answers if the trial of the browser wants that. */
export function struck(exchange: RequestListener, trials: Pick<Trials, "of">): RequestListener {
  return (request, response) => {
    const trial = isExchange(request.url ?? "") ? trials.of(request) : undefined;
    const canned = trial && isStruck(trial) ? INSTEAD[trial.scenario.fault] : undefined;
    if (canned) response.writeHead(canned.status, { "content-type": canned.type }).end(canned.body);
    else exchange(request, response);
  };
}

/**
 * What happens to an answer of the exchange on its way back.
 *
 * @returns false if it is lost
 */
export async function onItsWay(trial: Trial): Promise<boolean> {
  if (!isStruck(trial)) return true;
  const { fault } = trial.scenario;
  if (LASTING.has(fault)) await setTimeout(UNDER_WAY);
  return fault !== "lose-reply";
}
