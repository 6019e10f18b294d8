import {
  checkCookieVerifierOptions,
  type CookieVerifierOptions,
  type CookieVerifierSettings,
} from "./cookie-verifier-options.js";
import { readLogIn } from "./log-in-claims.js";
import { readLoginID } from "./login-id-claim.js";
import { recentlyRefused } from "./recently-refused.js";
import { invalid, unavailable } from "./refusal.js";
import { isID, sessionID } from "./session-identity.js";
import { judgeTimes, numericDate } from "./token-times.js";
import type { LegacyClaims, Verifier, VerifyPurpose, VerifyResult } from "./verifier.js";

type Refused = Extract<VerifyResult, { ok: false }>;

/** Seconds that a session without `exp` is taken to stand: it is asked about each time anyway. */
const HOUR_S = 3600;

/**
 * Believes the app's own session store about an HttpOnly cookie, which no script can read (D6). A cookie that is absent, stands there twice,
 * is not bound or belongs to no session is `invalid-token` alike: its browser has no other one to offer.
 * @throws TypeError naming the option that cannot work.
 */
export function cookieVerifier(options: CookieVerifierOptions): Verifier {
  const settings = checkCookieVerifierOptions(options);
  const refused = recentlyRefused(settings.now);
  return {
    name: settings.name,
    claims: (credential) => "cookie" in credential && settings.cookies.has(credential.cookie),
    async verify(credential, { purpose, signal }) {
      if (!("cookie" in credential)) return invalid("no-cookie");
      const found = await settings.cookies.read(credential.cookie, signal);
      if ("ok" in found) return found;
      const known = await refused.why(found.value);
      if (known !== undefined) return invalid(known);
      const answer = await settings.ask(found.value, signal);
      if (answer !== "inactive" && "ok" in answer) return answer;
      const claims = answer === "inactive" ? answer : judge(settings, answer.active, purpose);
      if (typeof claims !== "string") return "ok" in claims ? claims : { ok: true, claims };
      // To a sign-out it may still be good.
      if (claims !== "expired") await refused.remember(found.value, claims);
      return invalid(claims);
    },
  };
}

/** The claims of a session; a text: why it is refused; anything that the app should have said otherwise is the app's fault. */
function judge(
  settings: CookieVerifierSettings,
  answer: Readonly<Record<string, unknown>>,
  purpose: VerifyPurpose,
): LegacyClaims | Refused | string {
  const { iss, sub, act } = answer;
  if (iss !== undefined && iss !== settings.issuer) return unavailable("claims-iss", 30);
  if (!isID(sub)) return unavailable("claims-sub", 30);
  const sessionId = sessionID(settings.session, answer);
  if (sessionId === undefined) return unavailable("claims-session-id", 30);
  const now = settings.now() / 1000;
  const times = readTimes(answer, now);
  if (!times) return unavailable("claims-times", 30);
  if (act !== undefined && act !== null) return "act";
  if (settings.guest(answer)) return "guest";
  const time = judgeTimes(times, now, undefined);
  if (time === "future") return unavailable("claims-future", 30);
  if (time === "expired" && purpose !== "sign-out") return time;
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

/** Without `iat` the session counts as issued now, which the cut-off of a policy judges most strictly. */
function readTimes(
  { iat, exp }: Readonly<Record<string, unknown>>,
  now: number,
): Pick<LegacyClaims, "issuedAt" | "expiresAt"> | undefined {
  const issuedAt = iat === undefined ? Math.floor(now) : numericDate(iat);
  const expiresAt = exp === undefined ? Math.floor(now) + HOUR_S : numericDate(exp);
  return issuedAt === undefined || expiresAt === undefined ? undefined : { issuedAt, expiresAt };
}
