import type { Facts } from "./facts.js";
import { isExchange } from "./faults.js";
import type { Seen, Trial } from "./trial.js";
import { API, PAGE, RUNS, tabsOf } from "./visits.js";

/** One thing that happened, in milliseconds since the log-in. */
export interface Mark {
  readonly at: number;
  readonly text: string;
  /** `told`: the page's word, by `onEvent`; the others are what servers saw. */
  readonly kind: "page" | "good" | "bad" | "told" | "server";
}

export interface Lane {
  readonly name: string;
  readonly marks: readonly Mark[];
}

/** A lane for the servers, and one for each tab. */
export function lanesOf(facts: Facts, { reported, begunAt = Infinity }: Trial): readonly Lane[] {
  const told = reported.filter(({ at }) => at >= begunAt);
  const tabs = tabsOf({ seen: facts.requests }).map((tab) => ({
    name: `Tab ${tab}`,
    marks: inOrder([
      ...facts.requests.filter(({ tab: own, path }) => own === tab && path !== RUNS).map(tabMark),
      ...told
        .filter((report) => report.tab === tab)
        .map(({ at, event: { on, to, code } }): Mark => {
          return { at: at - begunAt, text: `${code ? `${on} (${code})` : on} → ${to}`, kind: "told" };
        }),
    ]),
  }));
  return [...tabs, { name: "Servers", marks: inOrder(serverMarks(facts)) }];
}

function tabMark({ path, at, status, answeredAt }: Seen): Mark {
  if (path === PAGE) return { at, text: "page asked for", kind: "page" };
  return { at: answeredAt, text: `API answers ${status}`, kind: status === 200 ? "good" : "bad" };
}

function serverMarks({ requests, sessions, legacyEndedAt, signedOutAt }: Facts): readonly Mark[] {
  const marks = requests.filter(isShown).map(({ site, path, status, answeredAt: at }): Mark => {
    const text = `${isExchange(path) ? "exchange" : `${site} ${path}`}: ${status === "dropped" ? "answer lost" : status}`;
    return { at, text, kind: status === 200 || status === 204 ? "server" : "bad" };
  });
  for (const { id, createdAt, revokedAt } of sessions) {
    marks.push({ at: createdAt, text: `session ${id.slice(0, 8)} made`, kind: "server" });
    if (revokedAt !== undefined)
      marks.push({ at: revokedAt, text: `session ${id.slice(0, 8)} ended`, kind: "server" });
  }
  if (legacyEndedAt !== undefined)
    marks.push({ at: legacyEndedAt, text: "old session revoked", kind: "server" });
  if (signedOutAt !== undefined) marks.push({ at: signedOutAt, text: "user signs out", kind: "page" });
  return marks;
}

/** Neither the page's files nor what the demo tells itself. */
function isShown({ site, path, tab }: Seen): boolean {
  if (site === "app") return isExchange(path) || path.startsWith("/session-migration");
  return tab === undefined && path !== API;
}

function inOrder(marks: readonly Mark[]): readonly Mark[] {
  return marks.toSorted((one, other) => one.at - other.at);
}
