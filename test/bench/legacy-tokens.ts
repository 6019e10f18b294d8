import { exportJWK, generateKeyPair, SignJWT, type JWK } from "jose";

export interface LegacyTokens {
  jwk: JWK;
  /** As many access tokens, each of a user of its own. */
  mint(count: number): Promise<string[]>;
}

export async function legacyTokens(): Promise<LegacyTokens> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  let minted = 0;
  const one = (): Promise<string> => {
    const sub = `legacy-${++minted}`;
    const authTime = Math.floor(Date.now() / 1000) - 60;
    const email = { email: `${sub}@example.com`, email_verified: true };
    return new SignJWT({ sub, sid: `sid-${minted}`, client_id: "spa", auth_time: authTime, ...email })
      .setProtectedHeader({ alg: "RS256", kid: "legacy", typ: "at+jwt" })
      .setIssuer("https://legacy.example")
      .setAudience("api")
      .setIssuedAt()
      .setExpirationTime("10m")
      .sign(privateKey);
  };
  return {
    jwk: { ...(await exportJWK(publicKey)), kid: "legacy", alg: "RS256", use: "sig" },
    mint: (count) => Promise.all(Array.from({ length: count }, one)),
  };
}
