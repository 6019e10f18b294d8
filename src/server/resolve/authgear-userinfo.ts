import { asRecord } from "../as-record.js";
import { callUpstream } from "../call-upstream.js";
import { parseJSON } from "../parse-json.js";
import { retryAfterSeconds } from "../retry-after.js";
import { unavailable } from "../server-problem.js";
import type { ServerProblem } from "../server-problem.js";
import { UpstreamFailure } from "../upstream-failure.js";
import { atMost } from "../verify/at-most.js";
import { isID } from "../verify/session-identity.js";
import { tokenHash } from "../verify/token-hash.js";

type Answer = { sub: string } | ServerProblem;

const KEEP_MS = 30_000;
const KEEP_REFUSED_MS = 10_000;
const MAX_ENTRIES = 10_000;
const DEADLINE_MS = 2000;
const MAX_BYTES = 256 * 1024;
const AT_ONCE = 100;

/**
 * Only tokens that may read all of userinfo see the first, a third party's among them; only those of first parties see the second. Those
 * of third parties do not speak for the user here.
 */
const FULL_ACCESS_CLAIMS = ["https://authgear.com/claims/user/identities", "custom_attributes"];

/**
 * Asks Authgear's userinfo whose opaque access token this is. A good one is known by its hash for 30 seconds, a refused one for 10; whoever
 * asks meanwhile shares the answer. Never rejects.
 */
export function authgearUserinfo(options: {
  endpoint: string;
  fetch: typeof fetch | undefined;
  now: () => number;
}): (token: string) => Promise<Answer> {
  const { now } = options;
  const known = new Map<string, { answer: Promise<Answer>; until: number }>();
  const inTurn = atMost(AT_ONCE);

  const keep = (hash: string, answer: Promise<Answer>, ms: number): void => {
    known.delete(hash);
    const [oldest] = known.keys();
    if (known.size >= MAX_ENTRIES && oldest !== undefined) known.delete(oldest);
    known.set(hash, { answer, until: now() + ms });
  };

  const askAndKeep = async (token: string, hash: string): Promise<Answer> => {
    const answer = await inTurn(() => ask(options, token));
    if (answer === "busy") {
      known.delete(hash);
      return unavailable("userinfo-busy", 1);
    }
    if ("problem" in answer && answer.problem !== "invalid-token") known.delete(hash);
    else keep(hash, Promise.resolve(answer), "sub" in answer ? KEEP_MS : KEEP_REFUSED_MS);
    return answer;
  };

  return async (token) => {
    const hash = await tokenHash(token);
    const entry = known.get(hash);
    const left = (entry?.until ?? 0) - now();
    // More than that is left where the clock was set back.
    if (entry && left > 0 && left <= KEEP_MS) return entry.answer;
    const answer = askAndKeep(token, hash);
    keep(hash, answer, KEEP_MS);
    return answer;
  };
}

async function ask(
  { endpoint, fetch }: { endpoint: string; fetch: typeof globalThis.fetch | undefined },
  token: string,
): Promise<Answer> {
  try {
    const { status, headers, text } = await callUpstream({
      url: `${endpoint}/oauth2/userinfo`,
      headers: { Authorization: `Bearer ${token}` },
      deadlineMs: DEADLINE_MS,
      maxBytes: MAX_BYTES,
      fetch,
    });
    const answer = asRecord(parseJSON(text));
    if (status === 200 && isID(answer.sub)) {
      const full = FULL_ACCESS_CLAIMS.every((claim) => Object.hasOwn(answer, claim));
      return full ? { sub: answer.sub } : { problem: "invalid-token", why: "no-full-access" };
    }
    // Anybody on the way can answer 401; only Authgear's own body is a refusal.
    if (status === 401 && answer.error === "invalid_grant")
      return { problem: "invalid-token", why: "refused" };
    return unavailable(`userinfo-${status}`, retryAfterSeconds(headers));
  } catch (error) {
    return unavailable(`userinfo-${error instanceof UpstreamFailure ? error.reason : "failed"}`);
  }
}
