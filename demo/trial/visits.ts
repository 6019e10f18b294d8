import type { Seen } from "./trial.js";

/** From the request of a page until its app calls the API; a page that was gone before that is part of the next one's. */
export interface Visit {
  readonly tab: number;
  readonly firstLoadAt: number;
  readonly lastLoadAt: number;
  /** When the first and the last page of it said that their script runs. */
  readonly firstRunAt?: number;
  readonly lastRunAt?: number;
  readonly call: Seen | undefined;
}

export interface SeenOfTrial {
  readonly seen: readonly Seen[];
  /** When the browser got a session. */
  readonly begunAt: number | undefined;
}

export const PAGE = "/trial/run";
/** The page's word that its script runs. */
export const RUNS = "/trial/runs";
export const API = "/api/notes";
/** What a browser proves a session by, at Authgear. */
export const PROOFS: readonly string[] = ["/oauth2/userinfo", "/oauth2/app_session_token"];

/** What a tab's user went through, page load by page load, since the log-in. */
export function visitsOf({ seen, begunAt = Infinity }: SeenOfTrial, tab: number): Visit[] {
  const visits: Visit[] = [];
  for (const request of seen.toSorted((one, other) => one.at - other.at)) {
    if (request.tab !== tab || request.at < begunAt) continue;
    const { path, at } = request;
    const last = visits.at(-1);
    if (path === PAGE && (!last || last.call)) {
      visits.push({ tab, firstLoadAt: at, lastLoadAt: at, call: undefined });
    } else if (last && !last.call) {
      visits[visits.length - 1] = { ...last, ...change(last, request) };
    }
  }
  return visits;
}

function change(visit: Visit, request: Seen): Partial<Visit> {
  const { path, at } = request;
  if (path === PAGE) return { lastLoadAt: at };
  if (path === RUNS) return { firstRunAt: visit.firstRunAt ?? at, lastRunAt: at };
  return path === API ? { call: request } : {};
}

/** Every tab that a trial's page was opened in. */
export function tabsOf({ seen }: Pick<SeenOfTrial, "seen">): number[] {
  const tabs = seen.flatMap(({ tab, path }) => (path === PAGE && tab !== undefined ? [tab] : []));
  return [...new Set(tabs)].toSorted((one, other) => one - other);
}
