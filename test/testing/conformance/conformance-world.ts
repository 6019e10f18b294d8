import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { jwtVerifier } from "../../../src/server/verify/jwt-verifier.js";
import type { ConformanceHooks, ConformanceOptions } from "../../../src/testing/index.js";
import {
  createWorld,
  ISSUER,
  ORIGIN,
  VERIFIER,
  type Person,
  type World,
} from "../../server/handler-under-test.js";

const AUDIENCE = "https://api.example";
const TIMES = [
  "lease_until",
  "retry_at",
  "reply_until",
  "access_until",
  "created_at",
  "confirmed_at",
  "closed_at",
];

export type Handle = (request: Request) => Promise<Response>;

/** Our handler with a verifier of real JWTs, and the hooks that the suite asks for. */
export interface ConformanceWorld {
  world: World;
  handler: Handle;
  hooks: Required<ConformanceHooks>;
  /** Every legacy token that was minted. */
  minted: string[];
  /** The same person in another legacy session. */
  inOtherSession(token: string, session: string): Promise<string>;
}

export async function createConformanceWorld(): Promise<ConformanceWorld> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const persons = new Map<string, Person>();
  const minted: string[] = [];
  const base = await createWorld();
  const now = (): number => Math.floor(base.clock.now / 1000);
  const verifier = jwtVerifier({
    name: VERIFIER,
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: { keys: [await exportJWK(publicKey)], notAfter: new Date("2100-01-01") },
    use: "access_token",
    session: { claim: "sid" },
    liveness: "none",
    maxTokenAge: 3600,
    now: () => base.clock.now,
  });
  const sign = async (
    subject: string,
    sid: string,
    more: { expired?: boolean; audience?: string },
  ): Promise<string> => {
    const issued = now() - (more.expired ? 1200 : 0);
    const token = await new SignJWT({ sid, auth_time: issued })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt" })
      .setIssuer(ISSUER)
      .setSubject(subject)
      .setAudience(more.audience ?? AUDIENCE)
      .setIssuedAt(issued)
      .setExpirationTime(issued + (more.expired ? 600 : 3000))
      .sign(privateKey);
    minted.push(token);
    return token;
  };
  const personOf = async (subject: string): Promise<Person> => {
    const person = persons.get(subject) ?? (await base.addUser());
    persons.set(subject, person);
    return person;
  };
  return {
    world: base,
    handler: base.instance({ verifiers: verifier }),
    minted,
    async inOtherSession(token, session) {
      return sign(decodeJwt(token).sub ?? "", session, {});
    },
    hooks: {
      async mintLegacyToken({ subject, session, expired = false, wrongAudience = false }) {
        const person = await personOf(subject);
        return sign(person.subject, session, {
          expired,
          ...(wrongAudience ? { audience: "https://other.example" } : {}),
        });
      },
      async countLiveSessions(subject) {
        return base.live(await personOf(subject)).length;
      },
      async moveClock(seconds) {
        base.clock.now += seconds * 1000;
        const earlier = TIMES.map((column) => `${column} = ${column} - make_interval(secs => $1)`).join();
        await base.database.pool.query(`UPDATE session_migration SET ${earlier}`, [seconds]);
      },
    },
  };
}

/** How the suite reaches a handler without a socket. */
export function optionsFor(handle: Handle, hooks: ConformanceHooks): ConformanceOptions {
  return {
    baseURL: "https://app.example/session-migration",
    clientID: "spa",
    origin: ORIGIN,
    hooks,
    fetch: (input, init) => handle(new Request(input, init)),
  };
}
