import { jwtVerifier } from "../../../src/server/verify/jwt-verifier.js";
import type { JWTVerifierOptions } from "../../../src/server/verify/jwt-verifier-options.js";
import type { Verifier, VerifyPurpose, VerifyResult } from "../../../src/server/verify/verifier.js";
import { AUDIENCE, ISSUER, jwksServer, NOW_S, signingKey, type SigningKey } from "./token-factory.js";

/** A verifier over a JWKS endpoint with an RSA and an EC key, and a key of somebody else under the same id. */
export interface VerifierUnderTest {
  key: SigningKey;
  foreignKey: SigningKey;
  ecKey: SigningKey;
  make(change?: Partial<JWTVerifierOptions>): { verifier: Verifier; server: ReturnType<typeof jwksServer> };
  verify(token: string, change?: Partial<JWTVerifierOptions>, purpose?: VerifyPurpose): Promise<VerifyResult>;
}

export async function verifierUnderTest(): Promise<VerifierUnderTest> {
  const keys = [signingKey("k1"), signingKey("k1"), signingKey("e1", "ES256")] as const;
  const [key, foreignKey, ecKey] = await Promise.all(keys);
  const make: VerifierUnderTest["make"] = (change = {}) => {
    const server = jwksServer(() => [key.publicJWK, ecKey.publicJWK]);
    const options: JWTVerifierOptions = {
      name: "legacy",
      issuer: ISSUER,
      audience: AUDIENCE,
      jwks: { url: "https://legacy.example/jwks" },
      use: "access_token",
      session: { claim: "sid" },
      liveness: "none",
      fetch: server.fetch,
      now: () => NOW_S * 1000,
      ...change,
    };
    return { verifier: jwtVerifier(options), server };
  };
  return {
    key,
    foreignKey,
    ecKey,
    make,
    verify: (token, change = {}, purpose = "exchange") =>
      make(change).verifier.verify({ token }, { purpose, signal: new AbortController().signal }),
  };
}
