import { gatherEvidence, type Evidence, type EvidenceOptions } from "../evidence.js";
import { nextStep, type Next } from "./course.js";
import { gatherFacts, type FactSources } from "./facts.js";
import { lightLamps, type ShownLamp } from "./lamps/lamps.js";
import { lanesOf, type Lane } from "./lanes.js";
import type { Trial } from "./trial.js";
import { verdictOf } from "./verdict.js";

/** Answer of `GET /trial/board`. Never a token. */
export interface Board {
  readonly next: Next;
  readonly verdict: string;
  readonly lamps: readonly ShownLamp[];
  readonly lanes: readonly Lane[];
  readonly evidence: Evidence;
}

/** What the page shows from its first moment on. */
export function summaryOf(trial: Trial, sources: FactSources): Pick<Board, "verdict" | "lamps"> {
  const facts = gatherFacts(trial, sources);
  const over = nextStep(facts) === "over";
  const lamps = lightLamps(facts, over);
  return { lamps, verdict: verdictOf(lamps, { begun: trial.begunAt !== undefined, over }) };
}

export async function boardOf(trial: Trial, sources: FactSources & EvidenceOptions): Promise<Board> {
  const facts = gatherFacts(trial, sources);
  const next = nextStep(facts);
  trial.isOver = next === "over";
  return {
    next,
    ...summaryOf(trial, sources),
    lanes: lanesOf(facts, trial),
    evidence: await gatherEvidence(sources, { userID: trial.userID, subject: trial.person.id }),
  };
}
