import { PROBLEM_BASE, PROBLEMS, type WireProblem } from "../protocol/problem.js";
import type { ServerProblem } from "./server-problem.js";

/** What every answer carries, errors included (V11, V12). */
export function commonHeaders(): Headers {
  return new Headers({
    "Cache-Control": "no-store",
    Vary: "Origin",
    "Access-Control-Expose-Headers": "Retry-After",
  });
}

/** Lets a page of this origin read the answer; `null`: no page may. */
export interface CORSGrant {
  origin: string;
  credentials: boolean;
}

/** A 200 with a JSON body. */
export function jsonResponse(body: object, grant: CORSGrant | null): Response {
  const headers = withGrant(commonHeaders(), grant);
  headers.set("Content-Type", "application/json");
  return new Response(JSON.stringify(body), { status: 200, headers });
}

/** RFC 9457, with our own members beside it; the header repeats the delay of the body (X4). */
export function problemResponse(problem: ServerProblem, grant: CORSGrant | null): Response {
  const body = wireProblem(problem);
  const headers = withGrant(commonHeaders(), grant);
  headers.set("Content-Type", "application/problem+json");
  if (body.retry_after !== undefined) headers.set("Retry-After", String(body.retry_after));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

export function withGrant(headers: Headers, grant: CORSGrant | null): Headers {
  if (!grant) return headers;
  headers.set("Access-Control-Allow-Origin", grant.origin);
  if (grant.credentials) headers.set("Access-Control-Allow-Credentials", "true");
  return headers;
}

function wireProblem(problem: ServerProblem): WireProblem {
  const { status, kind } = PROBLEMS[problem.problem];
  const { attempt, reason, loginHint, field, detail, retryAfter } = problem;
  return {
    type: PROBLEM_BASE + problem.problem,
    title: problem.problem.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase()),
    status: problem.status ?? status,
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retry_after: Math.max(1, Math.ceil(retryAfter)) }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(reason === undefined ? {} : { reason }),
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    ...(field === undefined ? {} : { field }),
  };
}
