import type { ServerResponse } from "node:http";
import { escapeHTML } from "../html.js";
import { sendPage } from "../security-headers.js";
import type { Board } from "./board.js";
import { DARK, lampsHTML } from "./lamp-html.js";
import type { ShownLamp } from "./lamps/lamps.js";
import {
  CODES,
  FAULTS,
  parseScenario,
  PLAIN,
  type Choice,
  type CodeName,
  type Scenario,
} from "./scenario.js";
import { isStruck } from "./faults.js";
import type { Trial } from "./trial.js";
import { visitsOf } from "./visits.js";

export interface TrialPages {
  /** The page, with `{{…}}` in it. */
  readonly template: string;
  /** The six steps, as the page runs them. */
  readonly sampleCode: string;
  readonly oursCode: string;
  /** Attributes of `<html>` that every page of the app has. */
  readonly config: string;
  readonly app: string;
  readonly connect: readonly string[];
}

const NOTES: Readonly<Record<CodeName, string>> = {
  ours: "At the server: createMigrationHandler, with a ledger in PostgreSQL.",
  sample:
    "At the server: verify the token, find the user, create a session, answer. If a step fails, the app goes on with the old session.",
};

interface Shown {
  readonly status: number;
  readonly scenario: Scenario;
  readonly phase: "idle" | "starting" | "visitor" | "run";
  readonly data?: Readonly<Record<string, string>>;
  readonly scripts: readonly string[];
  readonly message?: string;
  readonly verdict?: string;
  readonly lamps?: readonly ShownLamp[];
}

/** `/trial/`: what can be tried; with a scenario in the query, that one begins. */
export function showIdle(response: ServerResponse, pages: TrialPages, url: string): void {
  const query = new URL(url, pages.app).searchParams;
  const scenario = parseScenario((name) => query.get(name));
  if (typeof scenario === "string") {
    const shown = { status: 400, scenario: PLAIN, phase: "idle", scripts: [], message: scenario } as const;
    return show(response, pages, shown);
  }
  const starts = query.has("fault") || query.has("code");
  const phase = starts ? "starting" : "idle";
  show(response, pages, { status: 200, scenario, phase, scripts: starts ? ["trial-start"] : [] });
}

/** `/trial/run`: the app's page, in the middle of a trial. */
export function showRun(
  response: ServerResponse,
  pages: TrialPages,
  { trial, url, ...summary }: Pick<Board, "verdict" | "lamps"> & { trial: Trial; url: string },
): void {
  const tab = Number(new URL(url, pages.app).searchParams.get("tab") ?? 1);
  const { scenario } = trial;
  // A tab that was left from the last trial.
  if (tab !== 1 && scenario.fault !== "five-tabs") {
    return void response.writeHead(303, { location: "/trial/" }).end();
  }
  // A tab strikes on its first page; what it loads after that is as it would be.
  const isFirst = visitsOf(trial, tab).length === 0;
  const strike = isFirst && isStruck(trial) ? scenario.fault : "none";
  const phase = trial.begunAt === undefined ? "visitor" : "run";
  const scripts = [`trial-${scenario.code}`, ...(tab === 1 ? ["trial-board"] : [])];
  show(response, pages, {
    status: 200,
    scenario,
    phase,
    scripts,
    data: { tab: String(tab), strike },
    ...summary,
  });
}

function show(response: ServerResponse, pages: TrialPages, shown: Shown): void {
  const { scenario, phase, data = {}, scripts, message = "", status, lamps = DARK } = shown;
  const attributes = Object.entries({ phase, ...scenario, ...data }).map(
    ([name, value]) => `data-${name}="${escapeHTML(value)}"`,
  );
  const values: Readonly<Record<string, string>> = {
    tab: escapeHTML(data["tab"] ?? ""),
    host: escapeHTML(new URL(pages.app).host),
    config: [pages.config, ...attributes].join(" "),
    scripts: scripts.map((name) => `<script type="module" src="/assets/${name}.js"></script>`).join("\n"),
    message: message && `<p class="message" role="alert">${escapeHTML(message)}</p>`,
    verdict: escapeHTML(shown.verdict ?? (phase === "starting" ? "Starting …" : "Nothing was tried yet.")),
    lamps: lampsHTML(lamps),
    again: phase === "idle" ? "" : `<a href="${escapeHTML(linkTo(scenario))}">Run this one again</a>`,
    faults: choices("fault", FAULTS, scenario.fault),
    codes: choices("code", CODES, scenario.code),
    codeTitle: scenario.code === "ours" ? "The code on this page" : "The sample code on this page",
    codeNote: escapeHTML(NOTES[scenario.code]),
    code: escapeHTML(scenario.code === "ours" ? pages.oursCode : pages.sampleCode),
  };
  const html = pages.template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
  sendPage(response, status, html, { scripts: true, connect: pages.connect, formAction: [pages.app] });
}

/** What starts a scenario by itself. */
function linkTo({ fault, code }: Scenario): string {
  return `/trial/?fault=${fault}&code=${code}`;
}

function choices(name: string, all: readonly Choice[], chosen: string): string {
  const choice = (each: Choice): string => {
    const id = `${name}-${each.name}`;
    const checked = each.name === chosen ? " checked" : "";
    return `<div class="choice">
<input type="radio" id="${id}" name="${name}" value="${each.name}" aria-describedby="${id}-detail"${checked} />
<label for="${id}">${escapeHTML(each.label)}</label>
<p id="${id}-detail">${escapeHTML(each.detail)}</p>
</div>`;
  };
  return all.map(choice).join("\n");
}
