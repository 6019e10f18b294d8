import { importJWK, type CryptoKey as JoseKey, type JWK } from "jose";
import { asRecord } from "../as-record.js";

/** A public key of a provider with the one algorithm that it may be used with (RFC 8725 section 3.1). */
export interface VerificationKey {
  kid: string | undefined;
  algorithm: string;
  /** Imported at first use. Rejects if the key material is unusable. */
  load(): Promise<JoseKey | Uint8Array>;
}

/** Asymmetric signature algorithms (RFC 7518, RFC 8037, RFC 9864). */
export const ALGORITHMS: readonly string[] =
  "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

const CURVES: Readonly<Record<string, string>> = {
  "P-256": "ES256",
  "P-384": "ES384",
  "P-521": "ES512",
  Ed25519: "EdDSA",
};

/** `Ed25519` is the newer name of the only `EdDSA` that is supported. */
export function canonicalAlgorithm(name: unknown): unknown {
  return name === "Ed25519" ? "EdDSA" : name;
}

/**
 * A JWK as a key for signatures; `undefined` for encryption keys, symmetric keys, keys with a private part, and algorithms that are
 * not allowed. An RSA key that does not say its algorithm is RS256, or the only RSA algorithm that is allowed.
 */
export function verificationKey(value: unknown, allowed: readonly string[]): VerificationKey | undefined {
  const jwk = asRecord(value);
  const { kid, use, key_ops, d } = jwk;
  const forSignatures = (use ?? "sig") === "sig" && (!Array.isArray(key_ops) || key_ops.includes("verify"));
  const algorithm = algorithmOf(jwk, allowed);
  if (!forSignatures || d !== undefined || algorithm === undefined) return undefined;
  if (kid !== undefined && typeof kid !== "string") return undefined;
  const material = publicPart(jwk);
  let loading: ReturnType<VerificationKey["load"]> | undefined;
  return { kid, algorithm, load: () => (loading ??= importJWK(material, algorithm)) };
}

function algorithmOf(
  { kty, crv, alg }: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
): string | undefined {
  const own = typeof alg === "string" ? alg : implied(kty, crv, allowed);
  const algorithm = canonicalAlgorithm(own);
  return typeof algorithm === "string" && allowed.includes(algorithm) && fits(algorithm, kty, crv)
    ? algorithm
    : undefined;
}

function implied(kty: unknown, crv: unknown, allowed: readonly string[]): string | undefined {
  if (kty !== "RSA") return CURVES[String(crv)];
  const [only, ...others] = allowed.filter((name) => /^[RP]S/.test(name));
  return others.length === 0 ? only : "RS256";
}

function fits(algorithm: string, kty: unknown, crv: unknown): boolean {
  if (/^[RP]S/.test(algorithm)) return kty === "RSA";
  return (kty === "EC" || kty === "OKP") && CURVES[String(crv)] === algorithm;
}

/** Nothing but the key itself: no `x5u` or the like reaches the library. */
function publicPart(jwk: Readonly<Record<string, unknown>>): JWK {
  const members = ["kty", "n", "e", "crv", "x", "y"].map((name): [string, unknown] => [name, jwk[name]]);
  return Object.fromEntries(members.filter(([, value]) => typeof value === "string"));
}
