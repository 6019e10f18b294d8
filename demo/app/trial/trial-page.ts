/** What the server wrote into `<html data-…>` about the trial. */
export interface TrialPage {
  /** `visitor`: there is no session yet. */
  readonly phase: "visitor" | "run";
  readonly fault: string;
  /** What this page load does to itself. */
  readonly strike: string;
  /** Counted from 1: that one leads. */
  readonly tab: number;
}

export function trialPage(): TrialPage {
  const { phase, fault = "none", strike = "none", tab } = document.documentElement.dataset;
  return { phase: phase === "run" ? "run" : "visitor", fault, strike, tab: Number(tab) };
}
