import type { ProblemType } from "../../../src/protocol/problem.js";
import { AUDIENCE } from "../verify/token-factory.js";

/** A token that somebody forged or took from elsewhere; what is not said is as in a good token of the victim. */
export interface TokenAttack {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  /** Written before the other members, as text. */
  before?: { header?: string; payload?: string };
  /** Who signs. Default: nobody, since it must not matter. */
  by?: "provider" | "stranger" | "public key as HMAC secret" | "nobody";
  problem: ProblemType;
  /** The closed word of the log; what is no readable JWT belongs to no verifier. */
  why: string;
  /** How often the provider is asked for its keys. Default 0. */
  fetches?: number;
}

/** Issuer of a second verifier, which takes ID tokens. */
export const ID_ISSUER = "https://id.legacy.example";

const DEEP = "[".repeat(4000) + "]".repeat(4000);
const PROVIDER = { by: "provider", problem: "invalid-token" } as const;
const NOBODY = { by: "nobody", problem: "invalid-token" } as const;
const ID_TOKEN = { iss: ID_ISSUER, client_id: undefined };

export const TOKEN_ATTACKS: Readonly<Record<string, TokenAttack>> = {
  "alg none": { ...NOBODY, header: { alg: "none" }, why: "alg" },
  "alg nOnE": { ...NOBODY, header: { alg: "nOnE" }, why: "alg" },
  "alg as a list": { ...NOBODY, header: { alg: ["RS256"] }, why: "alg" },
  "alg named as a prototype member": { ...NOBODY, header: { alg: "constructor" }, why: "alg" },
  "HS256 with the public key": {
    header: { alg: "HS256" },
    by: "public key as HMAC secret",
    problem: "invalid-token",
    why: "alg",
  },
  "RS256 in the header, an HMAC with the public key behind it": {
    by: "public key as HMAC secret",
    problem: "invalid-token",
    why: "signature",
    fetches: 1,
  },
  "another key under the provider's kid": {
    by: "stranger",
    problem: "invalid-token",
    why: "signature",
    fetches: 1,
  },
  "an algorithm that the key is not for": { ...NOBODY, header: { alg: "PS256" }, why: "alg", fetches: 1 },
  "a jwk of the stranger's own": {
    by: "stranger",
    header: { jwk: { kty: "oct", k: "YQ" } },
    problem: "invalid-token",
    why: "signature",
    fetches: 1,
  },
  "a jku of the stranger's own (Z3)": {
    by: "stranger",
    header: { jku: "https://evil.example/jwks", x5u: "https://evil.example/x5u" },
    problem: "invalid-token",
    why: "signature",
    fetches: 1,
  },
  "kid as a path": {
    ...NOBODY,
    header: { kid: "../../../../dev/null" },
    problem: "upstream-unavailable",
    why: "unknown-kid",
    fetches: 1,
  },
  "kid as an address": {
    ...NOBODY,
    header: { kid: "https://evil.example/key" },
    problem: "upstream-unavailable",
    why: "unknown-kid",
    fetches: 1,
  },
  "kid as SQL": {
    ...NOBODY,
    header: { kid: "k1' UNION SELECT 'key' --" },
    problem: "upstream-unavailable",
    why: "unknown-kid",
    fetches: 1,
  },
  "kid as a prototype member": {
    ...NOBODY,
    header: { kid: "__proto__" },
    problem: "upstream-unavailable",
    why: "unknown-kid",
    fetches: 1,
  },
  "kid of 8000 characters": { ...NOBODY, header: { kid: "k".repeat(8000) }, why: "kid" },
  "kid as a list": { ...NOBODY, header: { kid: ["k1"] }, why: "kid" },
  "kid as an object": { ...NOBODY, header: { kid: { toString: "k1" } }, why: "kid" },
  "kid with a line break": { ...NOBODY, header: { kid: "k1\r\nHost: evil.example" }, why: "kid" },
  "no kid": { ...NOBODY, header: { kid: undefined }, why: "no-kid" },
  "crit of a known member": { ...NOBODY, header: { crit: ["exp"] }, why: "crit" },
  "crit of an unknown member": { ...NOBODY, header: { crit: ["x"], x: 1 }, why: "crit" },
  "an empty crit": { ...NOBODY, header: { crit: [] }, why: "crit" },
  "an unencoded payload": { ...NOBODY, header: { crit: ["b64"], b64: false }, why: "crit" },
  "sub twice": { ...PROVIDER, before: { payload: '"sub":"somebody",' }, why: "no-verifier" },
  "sub twice, once escaped": {
    ...PROVIDER,
    before: { payload: '"s\\u0075b":"somebody",' },
    why: "no-verifier",
  },
  "alg twice": { ...NOBODY, before: { header: '"alg":"none",' }, why: "no-verifier" },
  "a member twice inside a claim": {
    ...PROVIDER,
    before: { payload: '"realm":{"a":1,"a":2},' },
    why: "no-verifier",
  },
  "aud of others, as a list": { ...PROVIDER, claims: { aud: ["https://a.example", "b"] }, why: "aud" },
  "aud as a list inside a list": { ...PROVIDER, claims: { aud: [[AUDIENCE]] }, why: "aud" },
  "aud as an object": { ...PROVIDER, claims: { aud: { [AUDIENCE]: true } }, why: "aud" },
  "aud that begins like ours": { ...PROVIDER, claims: { aud: `${AUDIENCE}.evil.example` }, why: "aud" },
  "aud of another app (Z2)": { ...PROVIDER, claims: { aud: "https://other-app.example" }, why: "aud" },
  "a token that another client got for the same API": {
    ...PROVIDER,
    claims: { client_id: "another-app" },
    why: "token-use",
  },
  "an ID token of another app": {
    ...PROVIDER,
    header: { typ: "JWT" },
    claims: { ...ID_TOKEN, aud: "another-app" },
    why: "aud",
  },
  "an ID token that another app got, also for us": {
    ...PROVIDER,
    header: { typ: "JWT" },
    claims: { ...ID_TOKEN, aud: [AUDIENCE, "another-app"], azp: AUDIENCE },
    why: "foreign-audience",
  },
  "an ID token with a foreign azp": {
    ...PROVIDER,
    header: { typ: "JWT" },
    claims: { ...ID_TOKEN, azp: "another-app" },
    why: "azp",
  },
  "an ID token as access token": { ...PROVIDER, header: { typ: "JWT" }, why: "typ" },
  "an access token as ID token": { ...PROVIDER, claims: { iss: ID_ISSUER }, why: "typ" },
  "a logout token": { ...PROVIDER, claims: { events: {} }, why: "event-token" },
  "a token of a client for itself": { ...PROVIDER, claims: { sub: "spa" }, why: "client-credentials" },
  "a token of somebody acting for the user": { ...PROVIDER, claims: { act: { sub: "admin" } }, why: "act" },
  "a sub in the prototype": {
    ...PROVIDER,
    claims: { sub: undefined },
    before: { payload: '"__proto__":{"sub":"somebody"},' },
    why: "sub",
  },
  "a session id in the prototype": {
    ...PROVIDER,
    claims: { sid: undefined },
    before: { payload: '"__proto__":{"sid":"session"},"constructor":{"prototype":{"sid":"session"}},' },
    why: "no-session-id",
  },
  "a sub with half a character, which would be written like any other half": {
    ...PROVIDER,
    before: { payload: '"sub":"legacy|\\ud800",' },
    claims: { sub: undefined },
    why: "sub",
  },
  "a session id with half a character": {
    ...PROVIDER,
    before: { payload: '"sid":"session-\\udfff",' },
    claims: { sid: undefined },
    why: "no-session-id",
  },
  "a sub with a NUL": { ...PROVIDER, claims: { sub: "legacy|1\0" }, why: "sub" },
  "a payload 4000 lists deep, signed by nobody": {
    ...NOBODY,
    before: { payload: `"deep":${DEEP},` },
    why: "signature",
    fetches: 1,
  },
  "a payload of more than 16 KB": {
    ...PROVIDER,
    claims: { filler: "x".repeat(13_000) },
    why: "no-verifier",
  },
  "a token that expired": {
    ...PROVIDER,
    claims: { exp: 1 },
    problem: "expired-token",
    why: "expired",
    fetches: 1,
  },
};
