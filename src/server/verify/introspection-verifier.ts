import { introspector } from "./introspect.js";
import {
  checkIntrospectionVerifierOptions,
  type IntrospectionVerifierOptions,
  type IntrospectionVerifierSettings,
} from "./introspection-verifier-options.js";
import { readLogIn } from "./log-in-claims.js";
import { readLoginID } from "./login-id-claim.js";
import { parseJWT } from "./parse-jwt.js";
import { recentlyRefused } from "./recently-refused.js";
import { expired, invalid } from "./refusal.js";
import { isID, sessionID } from "./session-identity.js";
import { judgeTimes, numericDate } from "./token-times.js";
import { isOfClient } from "./token-use.js";
import type { LegacyClaims, Verifier, VerifyResult } from "./verifier.js";

type Refused = Extract<VerifyResult, { ok: false }>;

/**
 * Believes what the provider itself says about a token (RFC 7662), so it needs no other liveness check. A token that is not active
 * is `expired-token`, because it may only have expired and its provider may have a fresh one. To sign out it is `invalid-token`: nobody
 * knows any more whose session it was.
 * @throws TypeError naming the option that cannot work.
 */
export function introspectionVerifier(options: IntrospectionVerifierOptions): Verifier {
  const settings = checkIntrospectionVerifierOptions(options);
  const introspect = introspector({ ...settings, hint: "access_token" });
  const refused = recentlyRefused(settings.now);
  return {
    name: settings.name,
    claims(credential) {
      if (!("token" in credential)) return false;
      const issuer = parseJWT(credential.token)?.payload.iss;
      return issuer === undefined || issuer === settings.issuer;
    },
    async verify(credential, { purpose, signal }) {
      if (!("token" in credential)) return invalid("no-token");
      const { token } = credential;
      if (!/^[\x21-\x7e]{1,16384}$/.test(token)) return invalid("malformed");
      const refuse = (why: string): Refused =>
        why === "inactive" && purpose !== "sign-out" ? expired(why) : invalid(why);
      const known = await refused.why(token);
      if (known !== undefined) return refuse(known);
      const answer = await introspect(token, signal);
      if (answer !== "inactive" && "ok" in answer) return answer;
      const claims = answer === "inactive" ? answer : judge(settings, answer.active);
      if (typeof claims !== "string") return { ok: true, claims };
      await refused.remember(token, claims);
      return refuse(claims);
    },
  };
}

/** The claims of an active token, or why it is refused all the same. */
function judge(
  settings: IntrospectionVerifierSettings,
  answer: Readonly<Record<string, unknown>>,
): LegacyClaims | string {
  const { iss, sub } = answer;
  if (iss !== undefined && iss !== settings.issuer) return "iss";
  if (!isID(sub)) return "sub";
  const wrongUse = judgeUse(settings, answer);
  if (wrongUse !== undefined) return wrongUse;
  const sessionId = sessionID(settings.session, answer);
  if (sessionId === undefined) return "no-session-id";
  const times = readTimes(answer, settings.now() / 1000);
  if (typeof times === "string") return times;
  if (settings.guest(answer)) return "guest";
  return {
    name: settings.name,
    issuer: settings.issuer,
    subject: sub,
    sessionId,
    ...times,
    ...readLogIn(answer, times.issuedAt),
    ...readLoginID(settings.loginID, answer),
  };
}

function judgeUse(
  settings: IntrospectionVerifierSettings,
  answer: Readonly<Record<string, unknown>>,
): string | undefined {
  const { aud, client_id, token_type } = answer;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (settings.audience && !settings.audience.some((accepted) => audiences.includes(accepted))) return "aud";
  if (settings.clientID && !(typeof client_id === "string" && settings.clientID.includes(client_id)))
    return "client";
  if ("act" in answer) return "act";
  if ("cnf" in answer) return "sender-constrained";
  const bearer = typeof token_type === "string" && token_type.toLowerCase() === "bearer";
  if (token_type !== undefined && !bearer) return "token-type";
  if (Object.entries(settings.claims).some(([name, value]) => answer[name] !== value)) return "token-use";
  return isOfClient(answer) ? "client-credentials" : undefined;
}

/** `iat` is optional here: without it the token counts as issued just now, which the cut-off of a policy judges most strictly. */
function readTimes(
  { iat, exp, nbf }: Readonly<Record<string, unknown>>,
  now: number,
): Pick<LegacyClaims, "issuedAt" | "expiresAt"> | string {
  const issuedAt = iat === undefined ? Math.floor(now) : numericDate(iat);
  const expiresAt = numericDate(exp);
  const notBefore = numericDate(nbf);
  if (issuedAt === undefined || expiresAt === undefined || (nbf !== undefined && notBefore === undefined))
    return "times";
  const time = judgeTimes({ issuedAt, expiresAt, notBefore }, now, undefined);
  return time === "good" ? { issuedAt, expiresAt } : time === "expired" ? "inactive" : time;
}
