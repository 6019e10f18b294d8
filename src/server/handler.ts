import type { ExchangeReply, LegacyReply } from "../protocol/wire.js";
import {
  close,
  closeAccount,
  eraseUser,
  type CloseAccountOptions,
  type ClosedReport,
  type CloseOptions,
  type LegacyUser,
} from "./close-account.js";
import { confirm } from "./confirm.js";
import { preflightResponse } from "./cors.js";
import type { Clients } from "./clients.js";
import type { Core } from "./core.js";
import { exchange } from "./exchange.js";
import { guard } from "./guard.js";
import {
  checkHandlerOptions,
  type HandlerSettings,
  type MigrationHandlerOptions,
} from "./handler-options.js";
import { commonHeaders, jsonResponse, problemResponse } from "./reply.js";
import { unavailable, type ServerProblem } from "./server-problem.js";
import { signOut } from "./sign-out.js";
import { sweep, type SweepReport } from "./sweep.js";
import { createTrace, type Operation, type Trace } from "./trace.js";

/** The exchange endpoint as a function of a web `Request`. Never rejects. */
export interface MigrationHandler {
  (request: Request): Promise<Response>;
  /** Ends what crashes have left and forgets what may be forgotten: call it every few minutes, from a timer or cron. */
  sweep(): Promise<SweepReport>;
  /**
   * Sets the barrier of a legacy user, after a password reset or a "sign out everywhere": legacy sessions that are older give no new session,
   * and the Authgear sessions that they gave are ended.
   * @throws TypeError naming the option that cannot work. Rejects if the ledger does not answer: then call it again.
   */
  closeAccount(user: CloseAccountOptions): Promise<ClosedReport>;
  /**
   * Signs one legacy session out at every client, from the app's own log-out or a back-channel log-out of its provider: it gives no session any
   * more, and the one that it gave is ended. Throws and rejects as `closeAccount`.
   */
  close(session: CloseOptions): Promise<ClosedReport>;
  /**
   * Forgets a legacy user for good: no session of it is ever given away again, and nothing stays but HMACs, states and times. Deleting the user at
   * Authgear is up to the caller. Throws and rejects as `closeAccount`.
   */
  eraseUser(user: LegacyUser): Promise<ClosedReport>;
}

/**
 * Answers `POST {basePath}`, `{basePath}/confirm` and `{basePath}/sign-out` (protocol version 1), and their preflights; any other path is 404.
 * Stateless but for its ledger: any number of instances work over one.
 *
 * @throws TypeError naming the option that cannot work.
 */
export function createMigrationHandler(options: MigrationHandlerOptions): MigrationHandler {
  const settings = checkHandlerOptions(options);
  const handle = (request: Request): Promise<Response> => answer(settings, request);
  const { core, clients } = settings;
  return Object.assign(handle, {
    sweep: () => sweep(core),
    closeAccount: (user: CloseAccountOptions) => closeAccount(core, user),
    close: (session: CloseOptions) => close(core, [...clients.keys()], session),
    eraseUser: (user: LegacyUser) => eraseUser(core, user),
  });
}

async function answer(settings: HandlerSettings, request: Request): Promise<Response> {
  const { core, clients, basePath, log } = settings;
  const operation = operationOf(new URL(request.url).pathname, basePath);
  if (!operation) return new Response(null, { status: 404, headers: commonHeaders() });
  if (request.method === "OPTIONS") return preflightResponse(request, clients);
  const trace = createTrace();
  const response = await run(core, clients, trace, operation, request);
  const record = trace.finish(response.status);
  log(record);
  core.count("requests", { operation, outcome: record.outcome, client_id: record.clientID ?? "" });
  return response;
}

/** Guard, decide, reply. */
async function run(
  core: Core,
  clients: Clients,
  trace: Trace,
  operation: Operation,
  request: Request,
): Promise<Response> {
  trace.note({ operation });
  const guarded = await guard(request, clients);
  const { grant } = guarded;
  if ("refused" in guarded) return refused(guarded.refused);
  trace.note({ clientID: guarded.client.clientID });
  const crowded = operation === "exchange" ? core.load.address(request) : undefined;
  if (crowded) return refused(crowded);
  try {
    const decided = await ACTS[operation](core, trace, request, guarded.client, guarded.body);
    return "problem" in decided ? refused(decided) : jsonResponse(decided, grant);
  } catch {
    // What a store or an app's own function throws may quote what it was given: nothing of it is kept.
    return refused(unavailable("internal"));
  }

  function refused(problem: ServerProblem): Response {
    const { problem: outcome, why, attempt } = problem;
    trace.note({
      outcome,
      ...(why === undefined ? {} : { why }),
      ...(attempt === undefined ? {} : { attempt }),
    });
    return problemResponse(problem, grant);
  }
}

const ACTS: Readonly<Record<Operation, Act>> = { exchange, confirm, "sign-out": signOut };

type Act = (
  core: Core,
  trace: Trace,
  request: Request,
  client: Parameters<typeof exchange>[3],
  body: unknown,
) => Promise<ExchangeReply | LegacyReply | ServerProblem>;

function operationOf(path: string, basePath: string): Operation | undefined {
  if (path === basePath || (basePath === "" && path === "/")) return "exchange";
  if (path === `${basePath}/confirm`) return "confirm";
  return path === `${basePath}/sign-out` ? "sign-out" : undefined;
}
