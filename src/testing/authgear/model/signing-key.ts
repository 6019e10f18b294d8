import { exportJWK, generateKeyPair } from "jose";
import type { JWK } from "jose";

/** The RSA key of an emulated project. */
export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  /** As published at `/oauth2/jwks`. */
  publicJWK: JWK;
}

/** Generates a key that several emulators may share. */
export async function createSigningKey(kid = "oauth-key-1"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const { kty, n, e } = await exportJWK(publicKey);
  if (kty === undefined || n === undefined || e === undefined) throw new Error("not an RSA key");
  return { kid, privateKey, publicKey, publicJWK: { kty, kid, use: "sig", alg: "RS256", n, e } };
}
