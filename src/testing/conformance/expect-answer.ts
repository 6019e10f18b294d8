import { parseExchangeReply, parseLegacyReply } from "../../protocol/parse-reply.js";
import { PROBLEMS, type ProblemType } from "../../protocol/problem.js";
import type { ExchangeReply, LegacyOutcome } from "../../protocol/wire.js";
import { describeAnswer, type Answer } from "./answer.js";
import type { Bench, Visitor } from "./bench.js";
import { demand } from "./nonconformance.js";
import { PROBLEM_MEMBERS } from "./problem-members.js";

/** The reply of an exchange that has to succeed. */
export function expectSession(answer: Answer, what = "the exchange"): ExchangeReply {
  demand(answer.status === 200, `${what}: 200 expected, ${describeAnswer(answer)} came`);
  const reply = parseExchangeReply(answer.body);
  demand(reply !== undefined, `${what}: the body is no exchange reply`);
  return reply;
}

/** What becomes of the legacy session, from a confirm or a sign-out that has to succeed. */
export function expectLegacy(answer: Answer, what: string): LegacyOutcome {
  demand(answer.status === 200, `${what}: 200 expected, ${describeAnswer(answer)} came`);
  const outcome = parseLegacyReply(answer.body);
  demand(outcome !== undefined, `${what}: "legacy" must be done, pending, client or none`);
  return outcome;
}

/** One of these problems, whole: RFC 9457's members and ours, and the header that repeats the delay. */
export function expectProblem(answer: Answer, what: string, ...wanted: ProblemType[]): ProblemType {
  const { problem, status, body, headers } = answer;
  const seen = `${what}: ${wanted.join(" or ")} expected, ${describeAnswer(answer)} came`;
  demand(problem !== undefined && wanted.includes(problem), seen);
  const said = PROBLEMS[problem];
  const other = problem === "invalid-request" && [413, 415].includes(status);
  demand(status === said.status || other, `${what}: ${problem} has status ${said.status}, not ${status}`);
  demand(body.status === status, `${problem}: "status" must repeat the status`);
  demand(body.kind === said.kind, `${problem}: "kind" must be ${said.kind}`);
  demand(typeof body.title === "string" && body.title !== "", `${problem}: "title" must be a text`);
  const type = headers.get("Content-Type") ?? "";
  demand(type.startsWith("application/problem+json"), `${problem}: must be application/problem+json`);
  for (const member of PROBLEM_MEMBERS[problem] ?? []) {
    demand(member in body, `${problem}: "${member}" must be there`);
  }
  const { retry_after } = body;
  const whole = typeof retry_after === "number" && Number.isInteger(retry_after) && retry_after >= 1;
  demand(whole || retry_after === undefined, `${problem}: "retry_after" must be whole seconds`);
  const delay = whole ? String(retry_after) : null;
  demand(headers.get("Retry-After") === delay, `${problem}: Retry-After must repeat "retry_after"`);
  return problem;
}

/** The `attempt` that a problem names. */
export function attemptOf({ body, problem }: Answer): number {
  const { attempt } = body;
  demand(
    typeof attempt === "number" && Number.isInteger(attempt) && attempt >= 0,
    `${problem ?? "the problem"}: "attempt" must be a whole number`,
  );
  return attempt;
}

/** So many live sessions at Authgear. */
export async function expectLive(bench: Bench, visitor: Visitor, wanted: number): Promise<void> {
  const live = await bench.live(visitor);
  demand(live === wanted, `${wanted} live Authgear sessions expected, ${live} counted`);
}

/** A visitor after an exchange. */
export async function migrated(bench: Bench): Promise<{ visitor: Visitor; reply: ExchangeReply }> {
  const visitor = await bench.visitor();
  const reply = expectSession(await bench.exchange(visitor.token, visitor.key));
  return { visitor, reply };
}

/** What confirms or signs out this migration. */
export function ticketOf({ migration_id, confirmation }: ExchangeReply): object {
  return { migration_id, confirmation };
}
