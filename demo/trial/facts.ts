import type { AuthgearEmulator, SessionView } from "authgear-session-migration/testing";
import { loadedParts, type Part } from "../headless/loaded-parts.js";
import type { LogIn } from "../legacy/log-ins.js";
import type { PageFiles } from "../page-files.js";
import type { Scenario } from "./scenario.js";
import type { Seen, Trial } from "./trial.js";
import { tabsOf, visitsOf, type Visit } from "./visits.js";

/** What the servers know about a trial. Times in milliseconds since the old provider's session was handed to the browser. */
export interface Facts extends Scenario {
  readonly now: number;
  /** Requests of the browser since then, in the order of arrival. */
  readonly requests: readonly Seen[];
  /** The load without any session that came first; undefined while it goes on. */
  readonly visitor: { readonly requests: readonly Seen[]; readonly parts: readonly Part[] } | undefined;
  readonly visits: readonly Visit[];
  /** Authgear's sessions that an exchange made, also those that ended. */
  readonly sessions: readonly Pick<SessionView, "id" | "createdAt" | "revokedAt">[];
  /** Sessions that have nothing to do with this browser, and how many of them still work. */
  readonly bystanders: { readonly alive: number; readonly of: number };
  readonly legacyEndedAt: number | undefined;
  readonly signedOutAt: number | undefined;
  /** What was searched for tokens, and where one was found. */
  readonly search: { readonly texts: number; readonly tokens: number; readonly found: readonly string[] };
  /** Requests that no trial could be told for. */
  readonly nobodys: readonly number[];
}

export interface FactSources {
  readonly emulator: AuthgearEmulator;
  readonly logIns: ReadonlyMap<string, LogIn>;
  readonly files: PageFiles;
  readonly tokenCount: (trial: Trial) => number;
}

export function gatherFacts(trial: Trial, { emulator, logIns, files, tokenCount }: FactSources): Facts {
  const { begunAt = Infinity, seen, bystanders, userID, person, scenario } = trial;
  const since = (at: number): number => at - begunAt;
  const relative = (request: Seen): Seen => ({
    ...request,
    at: since(request.at),
    answeredAt: since(request.answeredAt),
  });
  const ordered = seen.map(relative).toSorted((one, other) => one.at - other.at);
  const logIn = [...logIns.values()].find(({ subject }) => subject === person.id);
  const all = emulator.sessions({ userID, all: true });
  const others = emulator
    .sessions()
    .filter(({ id, usable }) => usable && (id === bystanders.elsewhere || id === bystanders.stranger));
  const begun = trial.begunAt !== undefined;
  const requests = ordered.filter(({ at }) => at >= 0);
  return {
    ...scenario,
    now: begun ? since(Date.now()) : 0,
    requests,
    visitor: begun
      ? visitorOf(
          seen.filter(({ at }) => at < begunAt),
          files,
        )
      : undefined,
    visits: begun
      ? tabsOf({ seen: requests }).flatMap((tab) => visitsOf({ seen: requests, begunAt: 0 }, tab))
      : [],
    sessions: all
      .filter(({ createdBy }) => createdBy === "createSession")
      .map(({ id, createdAt, revokedAt }) => ({
        id,
        createdAt: since(createdAt),
        ...(revokedAt !== undefined && { revokedAt: since(revokedAt) }),
      })),
    bystanders: { alive: others.length, of: 2 },
    legacyEndedAt: logIn?.revokedAt && since(logIn.revokedAt),
    signedOutAt: trial.signedOutAt && since(trial.signedOutAt),
    search: { texts: trial.searched, tokens: tokenCount(trial), found: trial.leaks },
    nobodys: trial.nobodys.map(since),
  };
}

function visitorOf(requests: readonly Seen[], files: PageFiles): Facts["visitor"] {
  const paths = requests.map(({ path }) => path);
  return { requests, parts: loadedParts(files, paths) };
}
