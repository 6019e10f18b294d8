import { callUpstream } from "../call-upstream.js";
import { retryAfterSeconds } from "../retry-after.js";
import { UpstreamFailure } from "../upstream-failure.js";
import { atMost } from "./at-most.js";
import { HOOK_SIGNATURE_HEADER, HOOK_TIMESTAMP_HEADER, signHook } from "./hook-signature.js";
import { parseUniqueJSON } from "./parse-unique-json.js";
import { unavailable } from "./refusal.js";
import type { VerifyPurpose, VerifyResult } from "./verifier.js";

const DEADLINE_MS = 3000;
const MAX_BYTES = 64 * 1024;
const AT_ONCE = 20;

/** What the receiver is asked about: a token, or the value of the one cookie. */
export type HookCredential = { token: string; token_type?: string } | { cookie: string };

/** The parsed answer, not yet judged, or why there is none. */
export type HookAnswer = { answer: unknown } | Extract<VerifyResult, { ok: false }>;

/** Asks a hook receiver whose session a credential is; at most 20 at once. Never rejects. */
export function hookAsker(options: {
  url: URL;
  secret: Uint8Array;
  fetch: typeof globalThis.fetch | undefined;
  now: () => number;
}): (credential: HookCredential, purpose: VerifyPurpose, signal: AbortSignal) => Promise<HookAnswer> {
  const { url, secret, fetch, now } = options;
  const inTurn = atMost(AT_ONCE);

  const ask = async (body: string, signal: AbortSignal): Promise<HookAnswer> => {
    const timestamp = String(Math.floor(now() / 1000));
    const message = { method: "POST", path: url.pathname + url.search, timestamp, body };
    const { status, headers, text } = await callUpstream({
      url,
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        [HOOK_TIMESTAMP_HEADER]: timestamp,
        [HOOK_SIGNATURE_HEADER]: await signHook(secret, message),
      },
      body,
      deadlineMs: DEADLINE_MS,
      maxBytes: MAX_BYTES,
      signal,
      fetch,
    });
    if (status === 200) return { answer: parseUniqueJSON(text) };
    return unavailable(`hook-${status}`, retryAfterSeconds(headers) ?? 30);
  };

  return async (credential, purpose, signal) => {
    try {
      const answer = await inTurn(() => ask(JSON.stringify({ credential, purpose }), signal));
      return answer === "busy" ? { ok: false, problem: "rate-limited", why: "hooks", retryAfter: 2 } : answer;
    } catch (error) {
      return unavailable(`hook-${error instanceof UpstreamFailure ? error.reason : "failed"}`, 30);
    }
  };
}
