import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from "jose";

/** The project's key for the Admin API: the private half stays with the app's servers. */
export interface AdminKey {
  readonly keyID: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  readonly publicKey: JWK;
}

export async function createAdminKey(): Promise<AdminKey> {
  const keyID = "demo-admin";
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    keyID,
    privateKey: await exportPKCS8(privateKey),
    publicKey: { ...(await exportJWK(publicKey)), kid: keyID, alg: "RS256", use: "sig" },
  };
}
