import { randomUUID } from "node:crypto";
import { parseExchangeRequest } from "../protocol/parse-request.js";
import { IDEMPOTENCY_KEY_HEADER } from "../protocol/wire.js";
import type { Answer, Asking } from "./asking.js";
import type { Client } from "./clients.js";
import type { Core } from "./core.js";
import { credentialOf, identify } from "./identify.js";
import type { LoadGuards } from "./limits/load-guards.js";
import { migrate } from "./migrate.js";
import { refusalProblem, type ServerProblem } from "./server-problem.js";
import { answerRow } from "./standing-row.js";
import type { Trace } from "./trace.js";

const KEY = /^[\w-]{22,64}$/;
const HOUR_S = 3600;
/** Each further one means that yet another request won a race in between. */
const READS = 4;

/** `POST {base}`: E0 and E1, then what the row says. */
export async function exchange(
  core: Core,
  trace: Trace,
  request: Request,
  client: Client,
  body: unknown,
): Promise<Answer> {
  const parsed = parseExchangeRequest(body);
  if (!("ok" in parsed)) return parsed;
  // Two headers of that name arrive as one, with a comma.
  const idempotencyKey = request.headers.get(IDEMPOTENCY_KEY_HEADER) ?? "";
  if (!KEY.test(idempotencyKey)) {
    const detail = `${IDEMPOTENCY_KEY_HEADER} must stand there once, with 22 to 64 base64url characters`;
    return { problem: "invalid-request", field: IDEMPOTENCY_KEY_HEADER, detail };
  }
  const credential = credentialOf(request, client, parsed.ok);
  if (!credential) {
    return { problem: "invalid-request", field: "subject_token", detail: "subject_token must be a text" };
  }
  const identity = await identify(core, trace, credential, "exchange");
  if ("problem" in identity) return identity;
  return forIdentity(core, trace, { client, identity, idempotencyKey, replaces: parsed.ok.replaces });
}

async function forIdentity(core: Core, trace: Trace, asking: Asking): Promise<Answer> {
  const { claims, subjectKey } = asking.identity;
  const policy = await trace.stage("policy", () => core.policy(claims, subjectKey));
  const admitted = policy ? undefined : admit(core, subjectKey);
  if (!admitted || "refused" in admitted) return decide(core, trace, asking, policy ?? admitted?.refused);
  try {
    return await decide({ ...core, authgear: admitted.authgear }, trace, asking, undefined);
  } finally {
    admitted.leave();
  }
}

/** Whom Authgear did not know a moment ago it does not know now: that needs no room. */
function admit(core: Core, subjectKey: Uint8Array): ReturnType<LoadGuards["admit"]> {
  if (!core.load.unknown.has(subjectKey)) return core.load.admit();
  return { refused: { ...refusalProblem({ refuse: "user-not-found" }), why: "recently-unknown" } };
}

/** E1, and what the row says where it is not new. `gate` is why nothing new may begin. */
async function decide(
  core: Core,
  trace: Trace,
  asking: Asking,
  gate: ServerProblem | undefined,
): Promise<Answer> {
  const { ledger } = core;
  const { clientID } = asking.client;
  const { claims, sessionKey, subjectKey } = asking.identity;
  let row = null;
  if (!gate) {
    const { authTime } = claims;
    const { keepUntil } = core;
    const newRow = { migrationID: randomUUID(), clientID, sessionKey, subjectKey, authTime, keepUntil };
    const result = await trace.stage("claim", () => ledger.claim(newRow));
    if (!result.row) return { problem: "rate-limited", retryAfter: HOUR_S, why: "new-rows" };
    row = result.row;
    if (result.claimed) {
      trace.note({ migrationID: row.migrationID, attempt: row.attempt });
      const answer = await migrate(core, trace, asking, row);
      if (answer !== "overtaken") return answer;
      row = null;
    }
  }
  for (let reads = 0; reads < READS; reads++) {
    row ??= await trace.stage("read", () => ledger.find(clientID, sessionKey));
    if (!row) return gate ?? { problem: "in-progress", retryAfter: 1, why: "no-row" };
    trace.note({ migrationID: row.migrationID, attempt: row.attempt });
    const answer = await answerRow(core, trace, asking, row, gate);
    if (answer !== "overtaken") return answer;
    row = null;
  }
  return { problem: "in-progress", retryAfter: 1, why: "contended" };
}
