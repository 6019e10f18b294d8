import { beforeAll, describe, expect, it } from "vitest";
import { jwtVerifier } from "../../../src/server/verify/jwt-verifier.js";
import type { JWTVerifierOptions } from "../../../src/server/verify/jwt-verifier-options.js";
import {
  AUDIENCE,
  goodClaims,
  ISSUER,
  NOW_S,
  rawToken,
  sign,
  signingKey,
  type SigningKey,
} from "./token-factory.js";

const NOT_AFTER = new Date((NOW_S + 1000) * 1000);
let key: SigningKey;

beforeAll(async () => {
  key = await signingKey("k1");
});

function options(change: Record<string, unknown> = {}): JWTVerifierOptions {
  const good: JWTVerifierOptions = {
    name: "legacy",
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: { url: "https://legacy.example/jwks" },
    use: "access_token",
    session: { claim: "sid" },
    liveness: "none",
    now: () => NOW_S * 1000,
  };
  return { ...good, ...change };
}

describe("a wrong option", () => {
  it.each<[string, Record<string, unknown>]>([
    ["name", { name: "" }],
    ["issuer", { issuer: undefined }],
    ["audience", { audience: undefined }],
    ["audience", { audience: [] }],
    ["audience", { audience: [7] }],
    ["algorithms", { algorithms: ["HS256"] }],
    ["algorithms", { algorithms: ["none"] }],
    ["algorithms", { algorithms: [] }],
    ["jwks", { jwks: {} }],
    ["jwks", { jwks: { keys: [], notAfter: NOT_AFTER } }],
    ["jwks.url", { jwks: { url: "http://legacy.example/jwks" } }],
    ["jwks.url", { jwks: { url: "/jwks" } }],
    ["jwks.url", { jwks: { url: "https://user:password@legacy.example/jwks" } }],
    ["jwks.notAfter", { jwks: { keys: [{}] } }],
    ["jwks.notAfter", { jwks: { keys: [{}], notAfter: "2030-01-01" } }],
    [
      "jwks.keys[0]",
      { jwks: { keys: [{ kty: "oct", k: "c2VjcmV0" }], notAfter: NOT_AFTER }, maxTokenAge: 60 },
    ],
    ["use", { use: undefined }],
    ["use", { use: "refresh_token" }],
    ["use", { use: { typ: "JWT" } }],
    ["use.typ", { use: { kind: "id_token", typ: 7 } }],
    ["use.claims.token_use", { use: { kind: "id_token", claims: { token_use: true } } }],
    ["session", { session: undefined }],
    ["session", { session: "sid" }],
    ["session.claim", { session: { claim: "jti" } }],
    ["session.claim", { session: { claim: "iat" } }],
    ["session.claim", { session: { claim: "" } }],
    ["liveness", { liveness: undefined }],
    ["liveness", { liveness: true }],
    ["maxTokenAge", { maxTokenAge: 3601 }],
    ["maxTokenAge", { maxTokenAge: 0 }],
    ["maxTokenAge", { maxTokenAge: "10m" }],
    ["loginID.key", { loginID: { key: "e-mail" } }],
    ["loginID.claim", { loginID: { key: "email", claim: "" } }],
    ["guest", { guest: "anonymous" }],
  ])("%s throws a TypeError that names it: %j", (name, change) => {
    expect(() => jwtVerifier(options(change))).toThrow(TypeError);
    expect(() => jwtVerifier(options(change))).toThrow(
      new RegExp(`^"${name.replaceAll(/[[\].]/g, "\\$&")}" `),
    );
  });

  it("maxTokenAge is needed with pinned keys", () => {
    const pinned = { keys: [key.publicJWK], notAfter: NOT_AFTER };
    expect(() => jwtVerifier(options({ jwks: pinned }))).toThrow(/^"maxTokenAge" is missing/);
    expect(() => jwtVerifier(options({ jwks: pinned, maxTokenAge: 60 }))).not.toThrow();
  });

  it("is a private key among the public ones, and is not repeated in the error", () => {
    const jwk = { ...key.publicJWK, d: "canary" };
    const wrong = options({ jwks: { keys: [jwk], notAfter: NOT_AFTER }, maxTokenAge: 60 });
    expect(() => jwtVerifier(wrong)).toThrow(/^"jwks.keys\[0\]" is no public key/);
    expect(() => jwtVerifier(wrong)).not.toThrow(/canary/);
  });

  it.each(["http://localhost:8080/jwks", "http://127.0.0.1/jwks", "http://legacy.localhost:3000/jwks"])(
    "is not %s",
    (url) => {
      expect(() => jwtVerifier(options({ jwks: { url } }))).not.toThrow();
    },
  );
});

describe("pinned keys", () => {
  const pinned = (change: Record<string, unknown> = {}): JWTVerifierOptions =>
    options({ jwks: { keys: [key.publicJWK], notAfter: NOT_AFTER }, maxTokenAge: 600, ...change });
  const verify = async (
    token: string,
    change: Record<string, unknown> = {},
    purpose: "exchange" | "sign-out" = "exchange",
  ) => jwtVerifier(pinned(change)).verify({ token }, { purpose, signal: new AbortController().signal });

  it("verify without any request", async () => {
    const fetch = (): never => expect.unreachable();
    expect(await verify(await sign(key, goodClaims()), { fetch })).toMatchObject({ ok: true });
  });

  it("make an unknown kid invalid-token, since they cannot rotate", async () => {
    const jwks = { keys: [key.publicJWK, (await signingKey("k2")).publicJWK], notAfter: NOT_AFTER };
    const token = rawToken({ alg: "RS256", kid: "k3", typ: "at+jwt" }, goodClaims());
    expect(await verify(token, { jwks })).toEqual({
      ok: false,
      problem: "invalid-token",
      why: "unknown-kid",
    });
  });

  it("need a kid only where there are several", async () => {
    const unnamed = { ...key.publicJWK };
    delete unnamed.kid;
    const token = await sign(key, goodClaims());
    expect(await verify(token, { jwks: { keys: [unnamed], notAfter: NOT_AFTER } })).toMatchObject({
      ok: true,
    });
    const withoutKid = rawToken({ alg: "RS256", typ: "at+jwt" }, goodClaims());
    expect(await verify(withoutKid)).toMatchObject({ why: "signature" });
    const jwks = { keys: [key.publicJWK, (await signingKey("k2")).publicJWK], notAfter: NOT_AFTER };
    expect(await verify(withoutKid, { jwks })).toMatchObject({ why: "no-kid" });
  });

  it("end at notAfter, for sign-out too", async () => {
    const token = await sign(key, goodClaims());
    const now = (): number => NOT_AFTER.getTime();
    expect(await verify(token, { now })).toMatchObject({ problem: "invalid-token", why: "keys-expired" });
    expect(await verify(token, { now }, "sign-out")).toMatchObject({ problem: "invalid-token" });
  });

  it("without alg are RS256 unless one other RSA algorithm alone is allowed", async () => {
    const unnamed = { ...key.publicJWK };
    delete unnamed.alg;
    const jwks = { keys: [unnamed], notAfter: NOT_AFTER };
    expect(await verify(await sign(key, goodClaims()), { jwks })).toMatchObject({ ok: true });
    const ps = rawToken({ alg: "PS256", kid: "k1", typ: "at+jwt" }, goodClaims());
    expect(await verify(ps, { jwks })).toMatchObject({ why: "alg" });
    expect(await verify(ps, { jwks, algorithms: ["PS256"] })).toMatchObject({ why: "signature" });
  });

  it.each(["PS256", "ES384", "EdDSA", "Ed25519"])("verify %s where it is allowed", async (alg) => {
    const other = await signingKey("o1", alg);
    const change = { jwks: { keys: [other.publicJWK], notAfter: NOT_AFTER }, algorithms: [alg] };
    expect(await verify(await sign(other, goodClaims()), change)).toMatchObject({ ok: true });
  });
});
