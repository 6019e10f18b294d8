import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { issuedTokens, sessionOf, type IssuedTokens } from "./tokens.js";
import type { Trial } from "./trial.js";

const COOKIE = "trial";
/** Older ones are forgotten. */
const MOST = 30;
/** A trial whose browser has asked nothing for so long has gone away, in milliseconds. */
const QUIET = 2_000;

/** Every trial of this process, kept apart by a cookie at the app, and by tokens everywhere else. */
export interface Trials {
  readonly issued: IssuedTokens<Trial>;
  add(trial: Trial): void;
  /** The trial of this browser. */
  of(request: IncomingMessage): Trial | undefined;
  /** Those whose browser may ask something at this moment. */
  running(): readonly Trial[];
  /** A secret that is in a text goes on the list of the trial that it belongs to. */
  search(place: string, text: string): void;
}

export function createTrials(): Trials {
  const trials = new Map<string, Trial>();
  const asked = new Map<Trial, number>();
  const issued = issuedTokens<Trial>();
  return {
    issued,
    add(trial) {
      trials.set(trial.id, trial);
      asked.set(trial, Date.now());
      for (const old of [...trials.values()].slice(0, -MOST)) {
        trials.delete(old.id);
        asked.delete(old);
        issued.forget(old);
      }
    },
    of(request) {
      const pairs = (request.headers.cookie ?? "").split(/; */).map((pair) => pair.split("="));
      const trial = trials.get(pairs.find(([name]) => name === COOKIE)?.[1] ?? "");
      if (trial) asked.set(trial, Date.now());
      return trial;
    },
    running: () =>
      [...trials.values()].filter((trial) => !trial.isOver && Date.now() - (asked.get(trial) ?? 0) < QUIET),
    search(place, text) {
      for (const trial of trials.values()) trial.searched += 1;
      issued.foundIn(text)?.owner.leaks.push(place);
    },
  };
}

/** `Set-Cookie` for the browser of a trial: no script reads it, no other site sends it. */
export function trialCookie({ id }: Trial): string {
  return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Strict`;
}

export function newTrialID(): string {
  return randomUUID();
}

/** Remembers what a server has just issued. */
export function remember(trials: Trials, trial: Trial, tokens: readonly string[], carried?: string): void {
  trials.issued.add(tokens, { owner: trial, session: sessionOf(tokens) ?? carried });
}
