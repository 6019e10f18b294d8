import { compactVerify, errors } from "jose";
import {
  checkJWTVerifierOptions,
  type JWTVerifierOptions,
  type JWTVerifierSettings,
} from "./jwt-verifier-options.js";
import { livenessAsker } from "./liveness.js";
import { readLogIn } from "./log-in-claims.js";
import { readLoginID } from "./login-id-claim.js";
import { parseJWT, type ParsedJWT } from "./parse-jwt.js";
import { expired, invalid, unavailable } from "./refusal.js";
import { isID, sessionID } from "./session-identity.js";
import { judgeTimes, numericDate } from "./token-times.js";
import { judgeTokenUse } from "./token-use.js";
import { canonicalAlgorithm } from "./verification-key.js";
import type { LegacyClaims, Verifier, VerifyPurpose, VerifyResult } from "./verifier.js";

/**
 * Believes signed tokens (RFC 7519) of one issuer. What needs no key is looked at first, so that junk costs neither a signature nor a
 * fetch (Z16); nothing of the token is used before its signature held. No header of a token is ever followed to a key (RFC 8725).
 * @throws TypeError naming the option that cannot work.
 */
export function jwtVerifier(options: JWTVerifierOptions): Verifier {
  const settings = checkJWTVerifierOptions(options);
  const askLiveness = livenessAsker(settings.liveness, settings.now);
  return {
    name: settings.name,
    claims(credential) {
      return "token" in credential && parseJWT(credential.token)?.payload.iss === settings.issuer;
    },
    async verify(credential, { purpose, signal }) {
      if (!("token" in credential)) return invalid("no-token");
      const { token } = credential;
      const jwt = parseJWT(token);
      if (!jwt) return invalid("malformed");
      const claims = readClaims(settings, jwt);
      if ("ok" in claims) return claims;
      const refusal =
        (await judgeSignature(settings, token, jwt)) ?? judgeVerified(settings, jwt, claims, purpose);
      if (refusal) return refusal;
      // Whoever leaves, or has already moved, need not prove that the old session still stands.
      if (purpose !== "exchange") return { ok: true, claims };
      return askLiveness(claims, { token, signal });
    },
  };
}

function readClaims(
  settings: JWTVerifierSettings,
  { header, payload }: ParsedJWT,
): LegacyClaims | Extract<VerifyResult, { ok: false }> {
  const { aud, sub, iat, exp } = payload;
  if (payload.iss !== settings.issuer) return invalid("iss");
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!settings.audience.some((accepted) => audiences.includes(accepted))) return invalid("aud");
  if ("act" in payload) return invalid("act");
  if (!isID(sub)) return invalid("sub");
  const wrongUse = judgeTokenUse(settings.use, header, payload, settings.audience);
  if (wrongUse !== undefined) return invalid(wrongUse);
  const sessionId = sessionID(settings.session, payload);
  if (sessionId === undefined) return invalid("no-session-id");
  const issuedAt = numericDate(iat);
  const expiresAt = numericDate(exp);
  if (issuedAt === undefined || expiresAt === undefined) return invalid("times");
  return {
    name: settings.name,
    issuer: settings.issuer,
    subject: sub,
    sessionId,
    issuedAt,
    expiresAt,
    ...readLogIn(payload, issuedAt),
    ...readLoginID(settings.loginID, payload),
  };
}

/** `undefined` if a key of the provider signed it. */
async function judgeSignature(
  settings: JWTVerifierSettings,
  token: string,
  { header }: ParsedJWT,
): Promise<Extract<VerifyResult, { ok: false }> | undefined> {
  const { kid } = header;
  const alg = canonicalAlgorithm(header.alg);
  if (typeof alg !== "string" || !settings.algorithms.includes(alg)) return invalid("alg");
  if ("crit" in header || "b64" in header) return invalid("crit");
  if (kid !== undefined && !isID(kid)) return invalid("kid");
  const key = await settings.keys.find(kid, alg);
  if ("ok" in key) return key;
  try {
    await compactVerify(token, await key.load(), { algorithms: [String(header.alg)] });
    return undefined;
  } catch (error) {
    // Anything but a wrong signature is a key that cannot be used: the provider's fault, not the token's.
    return error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWSInvalid
      ? invalid("signature")
      : unavailable("unusable-key", 600);
  }
}

function judgeVerified(
  settings: JWTVerifierSettings,
  { payload }: ParsedJWT,
  claims: LegacyClaims,
  purpose: VerifyPurpose,
): VerifyResult | undefined {
  const { nbf } = payload;
  const notBefore = numericDate(nbf);
  if (nbf !== undefined && notBefore === undefined) return invalid("times");
  if (settings.guest(payload)) return invalid("guest");
  // An API takes a token until it expires; only a new session asks for a young one.
  const maxTokenAge = purpose === "resolve" ? undefined : settings.maxTokenAge;
  const time = judgeTimes({ ...claims, notBefore }, settings.now() / 1000, maxTokenAge);
  if (time === "good") return undefined;
  if (time === "future") return invalid("future");
  return purpose === "sign-out" ? undefined : expired(time);
}
