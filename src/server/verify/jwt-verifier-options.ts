import type { JWK } from "jose";
import { asRecord } from "../as-record.js";
import { checkURL } from "../upstream-url.js";
import { checkText, checkTexts, wrongOption } from "../wrong-option.js";
import { checkGuest, type GuestPredicate } from "./guest.js";
import type { KeySource } from "./key-source.js";
import { checkLiveness, type LivenessCheck } from "./liveness.js";
import { checkLoginIDClaim, type LoginIDClaim } from "./login-id-claim.js";
import { pinnedKeys } from "./pinned-keys.js";
import { remoteKeys } from "./remote-keys.js";
import { checkSessionIdentity, type SessionIdentity } from "./session-identity.js";
import { checkTokenUse, type PinnedTokenUse, type TokenUse } from "./token-use.js";
import { ALGORITHMS, canonicalAlgorithm, verificationKey } from "./verification-key.js";

export interface JWTVerifierOptions {
  /** Constant name of this verifier; part of the ledger's keys, so it never changes. */
  name: string;
  /** Exact value of `iss`. */
  issuer: string;
  /** Accepted values of `aud`. */
  audience: string | readonly string[];
  /**
   * `url`: the provider's JWKS, https. `keys`: public keys of a provider that no longer answers; they need `notAfter`, and
   * `maxTokenAge` written out.
   */
  jwks: { url: string | URL } | { keys: readonly JWK[]; notAfter: Date };
  /** Default RS256, PS256, ES256, EdDSA; asymmetric ones only. Each key is used with one of them alone. */
  algorithms?: readonly string[];
  use: TokenUse;
  session: SessionIdentity;
  liveness: LivenessCheck | "none";
  /**
   * Oldest `iat` that is accepted, in seconds, 1 to 3600; an older token is `expired-token`. Default 600 with `liveness: "none"`, no limit
   * with a liveness check.
   */
  maxTokenAge?: number;
  loginID?: LoginIDClaim;
  guest?: GuestPredicate;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
}

/** The options with every default in its place. */
export interface JWTVerifierSettings {
  name: string;
  issuer: string;
  audience: readonly string[];
  algorithms: readonly string[];
  keys: KeySource;
  use: PinnedTokenUse;
  session: SessionIdentity;
  liveness: LivenessCheck | "none";
  maxTokenAge: number | undefined;
  loginID: Required<LoginIDClaim> | undefined;
  guest: GuestPredicate;
  now: () => number;
}

const DEFAULT_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];
const MAX_AGE_S = 3600;
const DEFAULT_AGE_S = 600;

/** @throws TypeError naming the option. */
export function checkJWTVerifierOptions(options: JWTVerifierOptions): JWTVerifierSettings {
  const { liveness } = options;
  checkLiveness(liveness);
  const algorithms = checkAlgorithms(options.algorithms);
  const now = options.now ?? Date.now;
  return {
    name: checkText("name", options.name, "give this verifier a constant name"),
    issuer: checkText("issuer", options.issuer, "give the exact iss of the tokens"),
    audience: checkTexts("audience", options.audience, "give the aud values to accept"),
    algorithms,
    keys: checkKeys(options, algorithms, now),
    use: checkTokenUse(options.use),
    session: checkSessionIdentity(options.session),
    liveness,
    maxTokenAge: checkAge(options),
    loginID: checkLoginIDClaim(options.loginID),
    guest: checkGuest(options.guest),
    now,
  };
}

function checkAlgorithms(names: unknown): readonly string[] {
  if (names === undefined) return DEFAULT_ALGORITHMS;
  const fix = `allow asymmetric algorithms only: ${ALGORITHMS.join(", ")}`;
  return checkTexts("algorithms", names, fix).map((name) => {
    if (!ALGORITHMS.includes(name)) throw wrongOption("algorithms", name, fix);
    return String(canonicalAlgorithm(name));
  });
}

function checkKeys(options: JWTVerifierOptions, algorithms: readonly string[], now: () => number): KeySource {
  const { url, keys, notAfter } = asRecord(options.jwks);
  if (url !== undefined)
    return remoteKeys({ url: checkURL("jwks.url", url), algorithms, fetch: options.fetch, now });
  if (!Array.isArray(keys) || keys.length === 0) {
    throw wrongOption("jwks", options.jwks, "give { url }, or { keys, notAfter }");
  }
  if (!(notAfter instanceof Date) || Number.isNaN(notAfter.getTime())) {
    throw wrongOption(
      "jwks.notAfter",
      notAfter,
      "give the Date after which these keys are no longer believed",
    );
  }
  const usable = keys.map((key: unknown, index) => {
    const usableKey = verificationKey(key, algorithms);
    if (usableKey) return usableKey;
    throw new TypeError(
      `"jwks.keys[${index}]" is no public key for an allowed algorithm: give a public signature JWK`,
    );
  });
  return pinnedKeys(usable, notAfter, now);
}

function checkAge({ maxTokenAge, jwks, liveness }: JWTVerifierOptions): number | undefined {
  if (maxTokenAge === undefined) {
    if ("keys" in jwks)
      throw wrongOption("maxTokenAge", maxTokenAge, "pinned keys need it: give 1 to 3600 seconds");
    return liveness === "none" ? DEFAULT_AGE_S : undefined;
  }
  if (Number.isInteger(maxTokenAge) && maxTokenAge >= 1 && maxTokenAge <= MAX_AGE_S) return maxTokenAge;
  throw wrongOption("maxTokenAge", maxTokenAge, `give 1 to ${MAX_AGE_S} seconds`);
}
