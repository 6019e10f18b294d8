import { asRecord } from "../as-record.js";
import { callUpstream, type UpstreamAnswer } from "../call-upstream.js";
import { parseJSON } from "../parse-json.js";
import { retryAfterSeconds } from "../retry-after.js";
import { adminTokens } from "./admin-token.js";
import { AuthgearUnavailable } from "./authgear-server.js";
import type { AuthgearServerSettings } from "./authgear-server-options.js";
import { asUnavailable } from "./as-unavailable.js";

/** One error of a GraphQL answer; `bare` is the shape `unexpected error` without path and extensions (contract section 4). */
export interface AdminError {
  message: string;
  reason: string | undefined;
  /** `info.cause.kind`. */
  cause: string | undefined;
  bare: boolean;
}

export interface AdminAnswer {
  data: Readonly<Record<string, unknown>>;
  errors: readonly AdminError[];
}

/** Runs one constant document; what varies goes into the variables alone (Z8). Rejects with `AuthgearUnavailable`. */
export type AdminGraphQL = (
  document: string,
  variables: Readonly<Record<string, string | null | Readonly<Record<string, unknown>>>>,
  deadlineMs: number,
) => Promise<AdminAnswer>;

const MAX_BYTES = 1024 * 1024;

export function adminGraphQL(settings: AuthgearServerSettings): AdminGraphQL {
  const token = adminTokens(settings);
  const origin = new URL(settings.endpoint);
  // Access tokens name the origin at which the Admin API believes to be called (contract fact 11).
  const forwarded = { "X-Forwarded-Host": origin.host, "X-Forwarded-Proto": origin.protocol.slice(0, -1) };
  return async (document, variables, deadlineMs) => {
    const authorization = `Bearer ${await token()}`;
    const answer = await callUpstream({
      url: `${settings.adminEndpoint}/_api/admin/graphql`,
      method: "POST",
      headers: { ...forwarded, Authorization: authorization, "Content-Type": "application/json" },
      body: JSON.stringify({ query: document, variables }),
      deadlineMs,
      maxBytes: MAX_BYTES,
      fetch: settings.fetch,
    }).catch((error: unknown) => {
      throw asUnavailable(error);
    });
    return judge(answer);
  };
}

function judge(answer: UpstreamAnswer): AdminAnswer {
  const { status, headers, text } = answer;
  if (status !== 200) throw refusedByStatus(status, retryAfterSeconds(headers));
  const body = asRecord(parseJSON(text));
  if (!("data" in body)) throw new AuthgearUnavailable("unexpected-answer", { mayHaveActed: true });
  const errors: unknown[] = Array.isArray(body.errors) ? body.errors : [];
  return { data: asRecord(body.data), errors: errors.map(parseError) };
}

function parseError(value: unknown): AdminError {
  const { message, path, extensions } = asRecord(value);
  const { reason, info } = asRecord(extensions);
  const { kind } = asRecord(asRecord(info).cause);
  return {
    message: typeof message === "string" ? message : "",
    reason: typeof reason === "string" ? reason : undefined,
    cause: typeof kind === "string" ? kind : undefined,
    bare: message === "unexpected error" && path === undefined && extensions === undefined,
  };
}

function refusedByStatus(status: number, retryAfter: number | undefined): AuthgearUnavailable {
  const wait = retryAfter === undefined ? {} : { retryAfter };
  if (status === 429) return new AuthgearUnavailable("rate-limited", wait);
  if (status >= 500) return new AuthgearUnavailable("server-error", { ...wait, mayHaveActed: true });
  if (status >= 300 && status < 400) return new AuthgearUnavailable("redirected", { retryAfter: 300 });
  if (status === 401 || status === 403) return new AuthgearUnavailable("admin-refused", { retryAfter: 300 });
  return new AuthgearUnavailable("unexpected-answer", { mayHaveActed: status < 400 || status === 408 });
}
