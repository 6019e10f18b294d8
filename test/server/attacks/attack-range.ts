import { createHmac } from "node:crypto";
import { exportSPKI, importJWK, type JWK } from "jose";
import { expect } from "vitest";
import type { MigrationHandler } from "../../../src/server/handler.js";
import { byLoginID } from "../../../src/server/users/by-login-id.js";
import { jwtVerifier } from "../../../src/server/verify/jwt-verifier.js";
import { createWorld, SECRET, VERIFIER, type Person, type World } from "../handler-under-test.js";
import type { Received } from "../requests.js";
import {
  AUDIENCE,
  encode,
  goodClaims,
  ISSUER,
  jwksServer,
  NOW_S,
  signingKey,
} from "../verify/token-factory.js";
import { ID_ISSUER, type TokenAttack } from "./token-attacks.js";

/** A text that a test puts where nobody may repeat it. */
export const CANARY = "canary-3f9a";

/** A world whose legacy tokens are JWTs that a real verifier judges. */
export interface AttackRange {
  world: World;
  /** The public key of who signs as `stranger`. */
  strangerJWK: JWK;
  /** A handler whose verifiers know no key yet. */
  fresh(): { handler: MigrationHandler; fetched: () => number };
  forge(victim: Person, attack?: Partial<TokenAttack>): Promise<string>;
  /** Runs an attack, and holds what every one of them must leave as it was. */
  harmless(
    act: () => Promise<Received>,
    expected: { secrets: readonly string[]; calls?: readonly string[]; rows?: "may change" },
  ): Promise<Received>;
}

export async function attackRange(): Promise<AttackRange> {
  const world = await createWorld({ mapUser: byLoginID({ attribute: "legacy_id" }) });
  world.clock.now = NOW_S * 1000;
  const [key, stranger] = await Promise.all([signingKey("k1"), signingKey("k1")]);
  const publicKey = (await importJWK(key.publicJWK, "RS256", { extractable: true })) as CryptoKey;
  const hmacSecret = await exportSPKI(publicKey);
  const fresh: AttackRange["fresh"] = () => {
    const { fetch, requests } = jwksServer(() => [key.publicJWK]);
    const common = {
      audience: AUDIENCE,
      jwks: { url: "https://legacy.example/jwks" },
      session: { claim: "sid" },
      liveness: "none",
      fetch,
      now: () => NOW_S * 1000,
    } as const;
    const access = jwtVerifier({
      ...common,
      name: VERIFIER,
      issuer: ISSUER,
      use: { kind: "access_token", typ: "at+jwt", claims: { client_id: "spa" } },
      loginID: { key: "email" },
    });
    const identity = jwtVerifier({ ...common, name: "id", issuer: ID_ISSUER, use: "id_token" });
    return {
      handler: world.instance({ verifiers: [access, identity] }),
      fetched: () => requests.length,
    };
  };
  return {
    world,
    strangerJWK: stranger.publicJWK,
    fresh,
    async forge(victim, { header = {}, claims = {}, before = {}, by = "provider" } = {}) {
      const head = text({ alg: "RS256", kid: "k1", typ: "at+jwt", ...header }, before.header);
      const good = goodClaims({ sub: victim.subject, jti: CANARY, ...claims });
      const payload = text(good, before.payload);
      const input = `${encode(head)}.${encode(payload)}`;
      if (by === "public key as HMAC secret") {
        return `${input}.${createHmac("sha256", hmacSecret).update(input).digest("base64url")}`;
      }
      if (by === "nobody") return `${input}.${encode("signature")}`;
      const { privateKey } = by === "provider" ? key : stranger;
      return `${input}.${await signature(input, privateKey)}`;
    },
    async harmless(act, { secrets, calls = [], rows }) {
      const state = async (): Promise<unknown[]> => [
        world.emulator.sessions({ all: true }),
        (await world.database.pool.query("SELECT * FROM legacy_account ORDER BY subject_key")).rows,
        rows ? undefined : await world.rows(),
      ];
      const before = await state();
      world.calls();
      world.logs.length = 0;
      world.counted.length = 0;
      const answer = await act();
      expect(world.calls()).toEqual(calls);
      expect(await state()).toEqual(before);
      const told = JSON.stringify([world.logs, world.counted, answer.body, [...answer.headers]]);
      for (const secret of [CANARY, SECRET, world.privateKey.slice(60, 120), ...secrets]) {
        expect(secret).not.toBe("");
        expect(told).not.toContain(JSON.stringify(secret).slice(1, -1));
      }
      return answer;
    },
  };
}

function text(members: Record<string, unknown>, before = ""): string {
  return `{${before}${JSON.stringify(members).slice(1)}`;
}

/** Of any bytes at all, also those of a header that no library would write. */
async function signature(input: string, privateKey: CryptoKey): Promise<string> {
  const bytes = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, Buffer.from(input));
  return Buffer.from(bytes).toString("base64url");
}
