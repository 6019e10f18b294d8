import { text } from "node:stream/consumers";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Site } from "../site.js";
import { boardOf, summaryOf } from "./board.js";
import type { EvidenceOptions } from "../evidence.js";
import type { FactSources } from "./facts.js";
import { struck } from "./faults.js";
import { logIn } from "./log-in.js";
import { parseReports } from "./parse-reports.js";
import { parseScenario } from "./scenario.js";
import { startTrial, type TrialWorld } from "./start-trial.js";
import { showIdle, showRun, type TrialPages } from "./trial-pages.js";
import type { Trial } from "./trial.js";
import { remember, trialCookie, type Trials } from "./trials.js";

export interface TrialServerOptions extends TrialWorld, Omit<FactSources, "tokenCount">, EvidenceOptions {
  readonly trials: Trials;
  readonly app: string;
  readonly legacySite: Site;
  readonly pages: TrialPages;
  readonly guideExchange: RequestListener;
}

type Answer = (trial: Trial, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Everything below `/trial/` of the app's origin. */
export function trialServer(options: TrialServerOptions): RequestListener {
  const { trials, app, pages, emulator, logIns, files, pool } = options;
  const guideExchange = struck(options.guideExchange, trials);
  const sources = { emulator, logIns, files, pool, tokenCount: trials.issued.count };
  const ofTrial: Readonly<Record<string, Answer>> = {
    "GET /trial/run": async (trial, request, response) =>
      showRun(response, pages, { trial, url: request.url ?? "", ...summaryOf(trial, sources) }),
    "GET /trial/board": async (trial, _request, response) =>
      sendJSON(response, 200, await boardOf(trial, sources)),
    // Demo only: no server of a migration signs anybody in at the old provider.
    "POST /trial/log-in": async (trial, _request, response) => {
      const { key, value, tokens } = await logIn(options.legacySite, app, trial.person);
      remember(trials, trial, tokens);
      trial.begunAt = Date.now();
      sendJSON(response, 200, { key, value });
    },
    "POST /trial/runs": async (_trial, _request, response) => void response.writeHead(204).end(),
    "POST /trial/signed-out": async (trial, _request, response) => {
      trial.signedOutAt ??= Date.now();
      response.writeHead(204).end();
    },
    "POST /trial/events": async (trial, request, response) => {
      const body = await text(request);
      trials.search("an event that the page reported", body);
      trial.reported.push(...parseReports(body));
      response.writeHead(204).end();
    },
    "POST /trial/guide-exchange": async (_trial, request, response) => guideExchange(request, response),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    // Only pages of the app's origin may change anything here; other names of this machine may not even read.
    const isOwn = request.headers.host === new URL(app).host;
    if (!isOwn || (request.method === "POST" && request.headers.origin !== app)) {
      return void response.writeHead(403).end();
    }
    const route = `${request.method} ${path}`;
    if (route === "GET /trial/") return showIdle(response, pages, request.url ?? "");
    if (route === "POST /trial/start") {
      const wanted = new URLSearchParams(await text(request));
      const scenario = parseScenario((name) => wanted.get(name));
      if (typeof scenario === "string") return sendJSON(response, 400, { error: scenario });
      const trial = await startTrial(scenario, options);
      trials.add(trial);
      response.setHeader("set-cookie", trialCookie(trial));
      return void response.writeHead(204).end();
    }
    const act = ofTrial[route];
    const trial = trials.of(request);
    if (act && trial) return act(trial, request, response);
    if (route === "GET /trial/run") return void response.writeHead(303, { location: "/trial/" }).end();
    response.writeHead(act ? 410 : 404).end();
  };
  return (request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
}

function sendJSON(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
