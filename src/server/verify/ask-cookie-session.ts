import { UpstreamFailure } from "../upstream-failure.js";
import { withDeadline } from "../with-deadline.js";
import { asRecord } from "../as-record.js";
import { atMost } from "./at-most.js";
import { introspector } from "./introspect.js";
import { unavailable } from "./refusal.js";
import type { VerifyResult } from "./verifier.js";

/**
 * Claims of the session that a cookie belongs to, named as OpenID Connect names them: `sub`, what the option `session` needs, and `iat`, `exp`,
 * `auth_time` (Unix seconds), `amr`, `email` and so on as far as the app knows them; `act` where somebody acts for the user. null = no
 * such session; rejecting = cannot tell. Gets the value exactly as the browser sent it. Has 3 seconds.
 */
export type ResolveCookie = (
  value: string,
  context: { signal: AbortSignal },
) => Promise<Readonly<Record<string, unknown>> | null>;

/** The claims, `"inactive"` where there is no such session, or why nobody knows. Never rejects. */
export type AskSession = (
  value: string,
  signal: AbortSignal,
) => Promise<
  { active: Readonly<Record<string, unknown>> } | "inactive" | Extract<VerifyResult, { ok: false }>
>;

const DEADLINE_MS = 3000;
const AT_ONCE = 20;

/** At most 20 at once: a session store that is slow is not made slower. */
export function askFunction(resolve: ResolveCookie): AskSession {
  const inTurn = atMost(AT_ONCE);
  return async (value, caller) => {
    try {
      const answer: unknown = await inTurn(() =>
        withDeadline(DEADLINE_MS, caller, (signal) => resolve(value, { signal })),
      );
      if (answer === "busy") return { ok: false, problem: "rate-limited", why: "resolves", retryAfter: 2 };
      if (answer === null) return "inactive";
      return isObject(answer) ? { active: asRecord(answer) } : unavailable("resolve-answer", 30);
    } catch (error) {
      return unavailable(`resolve-${error instanceof UpstreamFailure ? error.reason : "failed"}`, 30);
    }
  };
}

export function askIntrospection(options: Omit<Parameters<typeof introspector>[0], "hint">): AskSession {
  return introspector({ ...options, hint: undefined });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && !Array.isArray(value);
}
