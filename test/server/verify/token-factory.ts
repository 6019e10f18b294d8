import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTHeaderParameters } from "jose";

export const NOW_S = 1_800_000_000;
export const ISSUER = "https://legacy.example";
export const AUDIENCE = "https://api.example";

export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicJWK: JWK;
}

export async function signingKey(kid: string, alg = "RS256"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJWK: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

/** Claims of a good access token; `undefined` takes a claim away. */
export function goodClaims(change: Record<string, unknown> = {}): Record<string, unknown> {
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: "auth0|42",
    sid: "session-1",
    client_id: "spa",
    iat: NOW_S - 10,
    exp: NOW_S + 600,
    auth_time: NOW_S - 5000,
    ...change,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

export async function sign(
  key: SigningKey,
  claims: Record<string, unknown>,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: "at+jwt", ...header })
    .sign(key.privateKey);
}

/** A token of any parts at all, signed by nobody or by `signature`. */
export function rawToken(header: unknown, payload: unknown, signature = "c2lnbmF0dXJl"): string {
  return `${encode(header)}.${encode(payload)}.${signature}`;
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** A JWKS endpoint that counts, as a `fetch`. */
export function jwksServer(keys: () => readonly JWK[]): {
  fetch: typeof fetch;
  requests: Request[];
  answer?: () => Response;
} {
  const server: ReturnType<typeof jwksServer> = {
    requests: [],
    fetch: async (input, init) => {
      server.requests.push(new Request(input, init));
      return server.answer ? server.answer() : Response.json({ keys: keys() });
    },
  };
  return server;
}
