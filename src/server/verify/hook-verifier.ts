import { hookAsker, type HookCredential } from "./ask-hook.js";
import {
  checkHookVerifierOptions,
  type HookVerifierOptions,
  type HookVerifierSettings,
} from "./hook-verifier-options.js";
import { parseHookAnswer } from "./parse-hook-answer.js";
import { parseJWT } from "./parse-jwt.js";
import { recentlyRefused } from "./recently-refused.js";
import { expired, invalid, unavailable } from "./refusal.js";
import { judgeTimes } from "./token-times.js";
import type { LegacyClaims, LegacyCredential, Verifier, VerifyPurpose, VerifyResult } from "./verifier.js";

type Refused = Extract<VerifyResult, { ok: false }>;

/**
 * Believes what the app's own backend, in any language, says about a session: a signed POST asks it, its answer is the session's claims
 * (`docs/hooks.md`). An answer that is not as agreed is the backend's fault and never the visitor's: `upstream-unavailable`.
 * @throws TypeError naming the option that cannot work.
 */
export function hookVerifier(options: HookVerifierOptions): Verifier {
  const settings = checkHookVerifierOptions(options);
  const ask = hookAsker(settings);
  const refused = recentlyRefused(settings.now);
  return {
    name: settings.name,
    claims: (credential) => claims(settings, credential),
    async verify(credential, { purpose, signal }) {
      const asked = await readCredential(settings, credential, signal);
      if ("ok" in asked) return asked;
      // A receiver may well know an expired session for a sign-out.
      const key = JSON.stringify([asked, purpose === "sign-out"]);
      const known = await refused.why(key);
      if (known !== undefined) return refusal(known);
      const answered = await ask(asked, purpose, signal);
      if ("ok" in answered) return answered;
      const judged = judge(settings, answered.answer, purpose);
      if (typeof judged !== "string") return judged;
      await refused.remember(key, judged);
      return refusal(judged);
    },
  };
}

function claims(settings: HookVerifierSettings, credential: LegacyCredential): boolean {
  if ("cookie" in credential) return settings.cookies?.has(credential.cookie) === true;
  const issuer = parseJWT(credential.token)?.payload.iss;
  return settings.tokens && (issuer === undefined || issuer === settings.issuer);
}

async function readCredential(
  settings: HookVerifierSettings,
  credential: LegacyCredential,
  signal: AbortSignal,
): Promise<HookCredential | Refused> {
  if ("cookie" in credential) {
    const found = settings.cookies ? await settings.cookies.read(credential.cookie, signal) : undefined;
    if (!found) return invalid("no-token");
    return "ok" in found ? found : { cookie: found.value };
  }
  const { token, tokenType } = credential;
  if (!settings.tokens) return invalid("no-cookie");
  if (!/^[\x21-\x7e]{1,16384}$/.test(token) || (tokenType ?? "").length > 200) return invalid("malformed");
  return tokenType === undefined ? { token } : { token, token_type: tokenType };
}

/** The result, or the word for a refusal that is worth remembering. */
function judge(
  settings: HookVerifierSettings,
  answer: unknown,
  purpose: VerifyPurpose,
): VerifyResult | string {
  const verdict = parseHookAnswer(answer, settings.issuer);
  if ("fault" in verdict) return unavailable(`hook-${verdict.fault}`, 30);
  if ("inactive" in verdict) {
    return verdict.inactive === "expired" && purpose === "sign-out"
      ? "expired-at-sign-out"
      : verdict.inactive;
  }
  const known: LegacyClaims = { name: settings.name, ...verdict.active };
  const time = judgeTimes(known, settings.now() / 1000, undefined);
  // The session stands, so it is a clock that is wrong: ours or the receiver's.
  if (time === "future") return unavailable("hook-future", 30);
  return time === "good" || purpose === "sign-out" ? { ok: true, claims: known } : "expired";
}

function refusal(why: string): Refused {
  return why === "expired" ? expired(why) : invalid(why);
}
