import { importJWK, importPKCS8, SignJWT, type JWK } from "jose";
import { AuthgearUnavailable } from "./authgear-server.js";

/** RSA private key of the Admin API: PEM (PKCS #8), JWK, or a `CryptoKey` that may sign. */
export type AdminPrivateKey = string | JWK | CryptoKey;

const LIFE_S = 300;
/** A token with less than this left is not used for a new call. */
const RENEW_BEFORE_S = 60;

/**
 * Makes the bearer tokens of the Admin API (contract section 4): RS256, `kid`, audience = project id, 5 minutes, renewed one
 * minute early (V10). Calls at the same time share one signature; a failure is not remembered.
 */
export function adminTokens(options: {
  projectID: string;
  keyID: string;
  privateKey: AdminPrivateKey;
  now: () => number;
}): () => Promise<string> {
  let key: Promise<CryptoKey | Uint8Array> | undefined;
  let current: { token: Promise<string>; until: number } | undefined;
  const sign = async (issuedAt: number): Promise<string> => {
    try {
      return await new SignJWT({ audit_context: { usage: "session-migration" } })
        .setProtectedHeader({ alg: "RS256", kid: options.keyID, typ: "JWT" })
        .setAudience(options.projectID)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFE_S)
        .sign(await (key ??= importKey(options.privateKey)));
    } catch {
      // What the key library says may quote the key.
      key = current = undefined;
      throw new AuthgearUnavailable("private-key", { retryAfter: 3600 });
    }
  };
  return () => {
    const seconds = Math.floor(options.now() / 1000);
    const left = current ? current.until - seconds : 0;
    // More than a whole life left: the clock was set back.
    if (!current || left <= RENEW_BEFORE_S || left > LIFE_S) {
      current = { token: sign(seconds), until: seconds + LIFE_S };
    }
    return current.token;
  };
}

async function importKey(key: AdminPrivateKey): Promise<CryptoKey | Uint8Array> {
  if (typeof key === "string") return importPKCS8(key, "RS256");
  return key instanceof CryptoKey ? key : importJWK(key, "RS256");
}
