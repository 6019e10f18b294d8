import { asRecord } from "../as-record.js";
import { callUpstream } from "../call-upstream.js";
import type { ClientCredentials } from "../client-auth.js";
import { parseJSON } from "../parse-json.js";
import { retryAfterSeconds } from "../retry-after.js";
import { UpstreamFailure } from "../upstream-failure.js";
import { unavailable } from "./refusal.js";
import type { VerifyResult } from "./verifier.js";

const DEADLINE_MS = 3000;
const MAX_BYTES = 64 * 1024;
const AT_ONCE = 20;

/** What the provider says about a token; `"inactive"` may mean expired, revoked, of another client or never issued. */
export type Introspection =
  { active: Readonly<Record<string, unknown>> } | "inactive" | Extract<VerifyResult, { ok: false }>;

/**
 * Asks an introspection endpoint (RFC 7662) about a token. At most 20 at once: whoever comes then is told to come again rather than
 * queued. Never rejects.
 */
export function introspector(options: {
  endpoint: URL;
  credentials: ClientCredentials;
  /** `token_type_hint`; absent: the token is of no registered type. */
  hint: "access_token" | undefined;
  fetch: typeof globalThis.fetch | undefined;
}): (token: string, signal: AbortSignal) => Promise<Introspection> {
  const { endpoint, credentials, hint, fetch } = options;
  let running = 0;
  return async (token, signal) => {
    if (running >= AT_ONCE)
      return { ok: false, problem: "rate-limited", why: "introspections", retryAfter: 2 };
    running++;
    try {
      const hinted = hint === undefined ? {} : { token_type_hint: hint };
      const parameters = { token, ...hinted, ...credentials.parameters };
      const { status, headers, text } = await callUpstream({
        url: endpoint,
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", ...credentials.headers },
        body: new URLSearchParams(parameters).toString(),
        deadlineMs: DEADLINE_MS,
        maxBytes: MAX_BYTES,
        signal,
        fetch,
      });
      const answer = asRecord(parseJSON(text));
      if (status !== 200) return unavailable(`introspection-${status}`, retryAfterSeconds(headers) ?? 30);
      if (answer.active === true) return { active: answer };
      return answer.active === false ? "inactive" : unavailable("introspection-answer", 30);
    } catch (error) {
      return unavailable(`introspection-${error instanceof UpstreamFailure ? error.reason : "failed"}`, 30);
    } finally {
      running--;
    }
  };
}
