import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { jwtVerifier, type Verifier } from "../../src/server/index.js";

/** One log-in at the old provider. */
export interface LegacyLogIn {
  /** The provider's session id, the same over every refresh. */
  readonly id: string;
  readonly subject: string;
  /** Access token (RFC 9068), good for an hour. */
  readonly token: string;
}

/** The old provider: signs tokens with a key of its own, and ends sessions at `POST /revoke`. */
export interface Legacy {
  readonly name: string;
  readonly issuer: string;
  readonly clientID: string;
  readonly verifier: Verifier;
  readonly listener: RequestListener;
  signIn(subject: string): Promise<LegacyLogIn>;
  /** Another token of the same log-in, as its SDK would get one by refreshing. */
  refresh(logIn: LegacyLogIn): Promise<LegacyLogIn>;
  isAlive(logIn: LegacyLogIn): boolean;
  /** Ids of the log-ins that somebody asked to end, each call. */
  revocations(): readonly string[];
}

const AUDIENCE = "https://api.example";
const CLIENT_ID = "old-app";
const HOUR_S = 3600;

export async function createLegacy({ issuer }: { issuer: string }): Promise<Legacy> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: "legacy-1", alg: "ES256", use: "sig" };
  const subjects = new Map<string, string>();
  const ended = new Set<string>();
  const revocations: string[] = [];

  const issue = async (id: string, subject: string): Promise<LegacyLogIn> => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sid: id, client_id: CLIENT_ID, jti: randomUUID(), auth_time: now - 60 };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: "legacy-1", typ: "at+jwt" })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + HOUR_S)
      .sign(privateKey);
    return { id, subject, token };
  };
  return {
    name: "old-provider",
    issuer,
    clientID: CLIENT_ID,
    verifier: jwtVerifier({
      name: "old-provider",
      issuer,
      audience: AUDIENCE,
      jwks: { keys: [key], notAfter: new Date(Date.now() + HOUR_S * 1000) },
      maxTokenAge: HOUR_S,
      use: "access_token",
      session: { claim: "sid" },
      liveness: (claims) => Promise.resolve(!ended.has(claims.sessionId)),
    }),
    async signIn(subject) {
      const id = randomUUID();
      subjects.set(id, subject);
      return issue(id, subject);
    },
    refresh: ({ id, subject }) => issue(id, subject),
    isAlive: ({ id }) => !ended.has(id),
    revocations: () => revocations,
    listener: (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.once("end", () => {
        const id = sessionOf(new URLSearchParams(body).get("token") ?? "");
        if (request.method === "POST" && request.url === "/revoke" && subjects.has(id)) {
          revocations.push(id);
          ended.add(id);
        }
        // RFC 7009 section 2.2: 200 also for a token that it does not know.
        response.writeHead(200, { "access-control-allow-origin": "*" }).end();
      });
    },
  };
}

function sessionOf(token: string): string {
  try {
    return String(decodeJwt(token)["sid"]);
  } catch {
    return "";
  }
}
