import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import type { AuthgearServer } from "../../../src/server/authgear-admin/authgear-server.js";
import { jwtVerifier } from "../../../src/server/verify/jwt-verifier.js";
import type { Verifier } from "../../../src/server/verify/verifier.js";
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
export const OTHER_AUDIENCE = "https://other.example";
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

/** What is wrong inside a handler. */
export interface Broken {
  authgear?(real: AuthgearServer): AuthgearServer;
  verifier?(real: Verifier): Verifier;
  /** Accepted ones. */
  audience?: readonly string[];
}

/** Our handler with a verifier of real JWTs, and the hooks that the suite asks for. */
export interface ConformanceWorld {
  world: World;
  handler: Handle;
  /** The handler with something wrong inside. */
  instance(broken: Broken): Handle;
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
  const jwk = await exportJWK(publicKey);
  const verifierFor = (audience: readonly string[]): Verifier =>
    jwtVerifier({
      name: VERIFIER,
      issuer: ISSUER,
      audience,
      jwks: { keys: [jwk], notAfter: new Date("2100-01-01") },
      use: "access_token",
      session: { claim: "sid" },
      liveness: "none",
      maxTokenAge: 3600,
      now: () => base.clock.now,
    });
  const instance = ({ authgear, verifier, audience = [AUDIENCE] }: Broken): Handle => {
    const real = verifierFor(audience);
    return base.instance({
      verifiers: verifier?.(real) ?? real,
      ...(authgear ? { authgear: authgear(base.authgear) } : {}),
    });
  };
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
    handler: instance({}),
    instance,
    minted,
    async inOtherSession(token, session) {
      return sign(decodeJwt(token).sub ?? "", session, {});
    },
    hooks: {
      async mintLegacyToken({ subject, session, expired = false, wrongAudience = false }) {
        const person = await personOf(subject);
        return sign(person.subject, session, {
          expired,
          ...(wrongAudience ? { audience: OTHER_AUDIENCE } : {}),
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
