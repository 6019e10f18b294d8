import { createHmac } from "node:crypto";
import { CompactSign, exportSPKI, importJWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { jwtVerifier } from "../../../src/server/verify/jwt-verifier.js";
import type { JWTVerifierOptions } from "../../../src/server/verify/jwt-verifier-options.js";
import type { Verifier, VerifyPurpose, VerifyResult } from "../../../src/server/verify/verifier.js";
import {
  AUDIENCE,
  encode,
  goodClaims,
  ISSUER,
  jwksServer,
  NOW_S,
  rawToken,
  sign,
  signingKey,
  type SigningKey,
} from "./token-factory.js";

let key: SigningKey;
let foreignKey: SigningKey;
let ecKey: SigningKey;

beforeAll(async () => {
  [key, foreignKey, ecKey] = await Promise.all([
    signingKey("k1"),
    signingKey("k1"),
    signingKey("e1", "ES256"),
  ]);
});

function verifier(change: Partial<JWTVerifierOptions> = {}): {
  verifier: Verifier;
  server: ReturnType<typeof jwksServer>;
} {
  const server = jwksServer(() => [key.publicJWK, ecKey.publicJWK]);
  const options: JWTVerifierOptions = {
    name: "legacy",
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: { url: "https://legacy.example/jwks" },
    use: "access_token",
    session: { claim: "sid" },
    liveness: "none",
    fetch: server.fetch,
    now: () => NOW_S * 1000,
    ...change,
  };
  return { verifier: jwtVerifier(options), server };
}

async function verify(
  token: string,
  change: Partial<JWTVerifierOptions> = {},
  purpose: VerifyPurpose = "exchange",
): Promise<VerifyResult> {
  return verifier(change).verifier.verify({ token }, { purpose, signal: new AbortController().signal });
}

describe("a good token", () => {
  it("gives the claims of its session", async () => {
    const token = await sign(
      key,
      goodClaims({ amr: ["pwd", 7], email: "a@b.example", email_verified: true }),
    );
    expect(await verify(token, { loginID: { key: "email" } })).toEqual({
      ok: true,
      claims: {
        name: "legacy",
        issuer: ISSUER,
        subject: "auth0|42",
        sessionId: "session-1",
        issuedAt: NOW_S - 10,
        expiresAt: NOW_S + 600,
        authTime: NOW_S - 5000,
        amr: ["pwd"],
        loginID: { key: "email", value: "a@b.example" },
        emailVerified: true,
      },
    });
  });

  it("may name several audiences", async () => {
    const token = await sign(key, goodClaims({ aud: ["https://other.example", AUDIENCE] }));
    expect(await verify(token)).toMatchObject({ ok: true });
  });

  it("may be signed by any key of the set, each with its own algorithm", async () => {
    expect(await verify(await sign(ecKey, goodClaims()))).toMatchObject({ ok: true });
  });

  it("keeps the same session id over a refresh", async () => {
    const later = await verify(await sign(key, goodClaims({ iat: NOW_S, jti: "other" })));
    expect(later).toMatchObject({ claims: { sessionId: "session-1" } });
  });

  it.each([
    ["auth_time" as const, `${NOW_S - 5000} auth0|42`],
    ["subject" as const, "auth0|42"],
  ])("is of the session that %s tells", async (session, sessionId) => {
    expect(await verify(await sign(key, goodClaims()), { session })).toMatchObject({ claims: { sessionId } });
  });

  it("does not pass a log-in of the future on", async () => {
    const result = await verify(await sign(key, goodClaims({ auth_time: NOW_S + 9999 })));
    expect(result.ok && result.claims.authTime).toBeUndefined();
  });

  it.each(["exp", "iat", "nbf"])("is accepted with %s up to 60 seconds off (V8)", async (claim) => {
    const value = claim === "exp" ? NOW_S - 59 : NOW_S + 59;
    expect(await verify(await sign(key, goodClaims({ [claim]: value })))).toMatchObject({ ok: true });
  });
});

describe("a bad token (Z2, Z14)", () => {
  const invalid = (why: string): unknown => ({ ok: false, problem: "invalid-token", why });

  it.each<[string, Record<string, unknown>, string]>([
    ["of another issuer", { iss: "https://evil.example" }, "iss"],
    ["for another audience", { aud: "https://other.example" }, "aud"],
    ["for other audiences", { aud: ["a", "b"] }, "aud"],
    ["without audience", { aud: undefined }, "aud"],
    ["with an audience inside an audience", { aud: [[AUDIENCE]] }, "aud"],
    ["of an actor for the user (D9)", { act: { sub: "admin" } }, "act"],
    ["of a client for itself", { sub: "spa" }, "client-credentials"],
    ["of a machine at Auth0", { gty: "client-credentials" }, "client-credentials"],
    ["bound to a key of its sender", { cnf: { jkt: "x" } }, "sender-constrained"],
    ["that is an ID token by nonce", { nonce: "n" }, "id-token"],
    ["that is an ID token by at_hash", { at_hash: "h" }, "id-token"],
    ["that is a logout token", { events: {} }, "event-token"],
    ["whose sub is a number", { sub: 42 }, "sub"],
    ["whose sub is a list", { sub: ["auth0|42"] }, "sub"],
    ["without sub", { sub: undefined }, "sub"],
    ["with an empty session id", { sid: "" }, "no-session-id"],
    ["with a session id that is a number", { sid: 7 }, "no-session-id"],
    ["with a session id of 256 characters", { sid: "s".repeat(256) }, "no-session-id"],
    ["with a line break in its session id", { sid: "a\nb" }, "no-session-id"],
    ["without session id", { sid: undefined }, "no-session-id"],
    ["without exp", { exp: undefined }, "times"],
    ["with exp as text", { exp: String(NOW_S + 600) }, "times"],
    ["with exp in milliseconds", { exp: (NOW_S + 600) * 1000 }, "times"],
    ["with a negative iat", { iat: -1 }, "times"],
    ["with nbf as text", { nbf: "soon" }, "times"],
    ["of the future", { iat: NOW_S + 61 }, "future"],
    ["not yet valid", { nbf: NOW_S + 61 }, "future"],
  ])("%s is invalid-token", async (_, change, why) => {
    expect(await verify(await sign(key, goodClaims(change)))).toEqual(invalid(why));
  });

  it("that is an ID token by its type is invalid-token", async () => {
    expect(await verify(await sign(key, goodClaims(), { typ: "JWT" }))).toEqual(invalid("typ"));
  });

  it("signed by a foreign key under a known kid is invalid-token", async () => {
    expect(await verify(await sign(foreignKey, goodClaims()))).toEqual(invalid("signature"));
  });

  it("with a changed payload is invalid-token", async () => {
    const [header, , signature] = (await sign(key, goodClaims())).split(".");
    expect(await verify(`${header}.${encode(goodClaims({ sub: "victim" }))}.${signature}`)).toEqual(
      invalid("signature"),
    );
  });

  it.each(["none", "None", "HS256", "HS512", "RS512", ""])("with alg %j is invalid-token", async (alg) => {
    expect(await verify(rawToken({ alg, kid: "k1", typ: "at+jwt" }, goodClaims()))).toEqual(invalid("alg"));
  });

  it("signed by HS256 with the public RSA key as secret is invalid-token", async () => {
    const publicKey = await importJWK(key.publicJWK, "RS256", { extractable: true });
    const secret = await exportSPKI(publicKey as CryptoKey);
    const input = `${encode({ alg: "HS256", kid: "k1", typ: "at+jwt" })}.${encode(goodClaims())}`;
    const token = `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    expect(await verify(token)).toEqual(invalid("alg"));
  });

  it("with an allowed algorithm that its key is not for is invalid-token", async () => {
    expect(await verify(rawToken({ alg: "PS256", kid: "k1", typ: "at+jwt" }, goodClaims()))).toEqual(
      invalid("alg"),
    );
  });

  it("without kid is invalid-token", async () => {
    expect(await verify(rawToken({ alg: "RS256", typ: "at+jwt" }, goodClaims()))).toEqual(invalid("no-kid"));
  });

  it.each([7, "", "k".repeat(256), ["k1"]])("with kid %j is invalid-token", async (kid) => {
    expect(await verify(rawToken({ alg: "RS256", kid, typ: "at+jwt" }, goodClaims()))).toEqual(
      invalid("kid"),
    );
  });

  it.each(["jku", "x5u", "jwk", "x5c"])(
    "that names its own key by %s is checked with ours, and nothing is fetched",
    async (name) => {
      const place = {
        jku: "https://evil.example/jwks",
        x5u: "https://evil.example/cert",
        jwk: foreignKey.publicJWK,
        x5c: ["MIIB"],
      };
      const header = { alg: "RS256", kid: "k1", typ: "at+jwt", [name]: place[name as keyof typeof place] };
      const payload = new TextEncoder().encode(JSON.stringify(goodClaims()));
      const token = await new CompactSign(payload).setProtectedHeader(header).sign(foreignKey.privateKey);
      const { verifier: subject, server } = verifier();
      expect(
        await subject.verify({ token }, { purpose: "exchange", signal: new AbortController().signal }),
      ).toEqual(invalid("signature"));
      expect(server.requests.map((request) => request.url)).toEqual(["https://legacy.example/jwks"]);
    },
  );

  it.each([{ crit: ["exp"] }, { crit: ["b64"], b64: false }, { b64: false }])(
    "with %j is invalid-token",
    async (extra) => {
      expect(
        await verify(rawToken({ alg: "RS256", kid: "k1", typ: "at+jwt", ...extra }, goodClaims())),
      ).toEqual(invalid("crit"));
    },
  );

  it("that repeats a member is invalid-token", async () => {
    const payload = JSON.stringify(goodClaims()).replace("{", '{"s\\u0075b":"victim",');
    const signed = await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: "RS256", kid: "k1", typ: "at+jwt" })
      .sign(key.privateKey);
    expect(await verify(signed)).toEqual(invalid("malformed"));
  });

  it.each([
    "",
    "a.b",
    "a.b.c",
    "a.b.c.d",
    "....",
    `${encode([])}.${encode({})}.x`,
    "undefined",
    "Bearer a.b.c",
    `a.${"b".repeat(20_000)}.c`,
  ])("%.20j is invalid-token", async (token) => {
    expect(await verify(token)).toEqual(invalid("malformed"));
  });

  it("over 16 KB is invalid-token although rightly signed", async () => {
    expect(await verify(await sign(key, goodClaims({ filler: "x".repeat(13_000) })))).toEqual(
      invalid("malformed"),
    );
  });

  it("of a guest is invalid-token (D9)", async () => {
    const token = await sign(key, goodClaims({ anonymous: true }));
    expect(await verify(token, { guest: (payload) => payload.anonymous === true })).toEqual(invalid("guest"));
  });

  it("is refused where the guest predicate throws", async () => {
    const guest = (): boolean => {
      throw new Error("broken");
    };
    expect(await verify(await sign(key, goodClaims()), { guest })).toEqual(invalid("guest"));
  });

  it("never reaches the guest predicate", async () => {
    let asked = 0;
    const guest = (): boolean => asked++ > 0;
    await verify(await sign(foreignKey, goodClaims()), { guest });
    expect(asked).toBe(0);
  });

  it("costs no fetch where no key is needed to see it (Z16)", async () => {
    const { verifier: subject, server } = verifier();
    for (let n = 0; n < 1000; n++) {
      await subject.verify(
        { token: rawToken({ alg: "RS256", kid: `${n}` }, goodClaims({ aud: n })) },
        { purpose: "exchange", signal: new AbortController().signal },
      );
    }
    expect(server.requests).toHaveLength(0);
  });
});

describe("an old token", () => {
  it("that expired is expired-token", async () => {
    expect(await verify(await sign(key, goodClaims({ exp: NOW_S - 60 })))).toEqual({
      ok: false,
      problem: "expired-token",
      why: "expired",
    });
  });

  it("that was issued more than ten minutes ago is expired-token", async () => {
    expect(await verify(await sign(key, goodClaims({ iat: NOW_S - 661 })))).toMatchObject({
      problem: "expired-token",
      why: "too-old",
    });
    expect(await verify(await sign(key, goodClaims({ iat: NOW_S - 660 })))).toMatchObject({ ok: true });
  });

  it("is judged by exp alone where a liveness check asks the provider", async () => {
    expect(
      await verify(await sign(key, goodClaims({ iat: NOW_S - 90_000 })), { liveness: async () => true }),
    ).toMatchObject({ ok: true });
  });

  it.each(["expired", "too old"])("that is %s still signs out, but does not confirm", async (how) => {
    const token = await sign(
      key,
      goodClaims(how === "expired" ? { exp: NOW_S - 99_999 } : { iat: NOW_S - 99_999 }),
    );
    expect(await verify(token, {}, "sign-out")).toMatchObject({ ok: true });
    expect(await verify(token, {}, "confirm")).toMatchObject({ problem: "expired-token" });
  });

  it("that a foreign key signed does not sign out", async () => {
    const token = await sign(foreignKey, goodClaims({ exp: NOW_S - 99_999 }));
    expect(await verify(token, {}, "sign-out")).toMatchObject({ problem: "invalid-token" });
  });
});

describe("liveness", () => {
  it.each<[string, () => Promise<boolean>, unknown]>([
    ["stands", async () => true, { ok: true }],
    ["ended", async () => false, { ok: false, problem: "invalid-token", why: "session-ended" }],
    [
      "cannot be told",
      () => Promise.reject(new Error("secret")),
      { problem: "upstream-unavailable", why: "liveness-failed" },
    ],
  ])("of a session that %s decides", async (_, liveness, expected) => {
    expect(await verify(await sign(key, goodClaims()), { liveness })).toMatchObject(expected as object);
  });

  it("is not asked when signing out or confirming", async () => {
    const token = await sign(key, goodClaims());
    const liveness = async (): Promise<boolean> => false;
    expect(await verify(token, { liveness }, "sign-out")).toMatchObject({ ok: true });
    expect(await verify(token, { liveness }, "confirm")).toMatchObject({ ok: true });
  });

  it("is not waited for once the caller gave up", async () => {
    const stop = new AbortController();
    const { verifier: subject } = verifier({
      liveness: () => {
        stop.abort();
        return new Promise(() => undefined);
      },
    });
    const token = await sign(key, goodClaims());
    expect(await subject.verify({ token }, { purpose: "exchange", signal: stop.signal })).toMatchObject({
      problem: "upstream-unavailable",
      why: "liveness-aborted",
    });
  });
});

describe("which credentials it claims", () => {
  it("are tokens of its issuer", async () => {
    const { verifier: subject } = verifier();
    expect(subject.claims({ token: rawToken({ alg: "none" }, { iss: ISSUER }) })).toBe(true);
    expect(subject.claims({ token: rawToken({ alg: "none" }, { iss: "https://other.example" }) })).toBe(
      false,
    );
    expect(subject.claims({ token: "opaque" })).toBe(false);
    expect(subject.claims({ cookie: "a=b" })).toBe(false);
    expect(
      await subject.verify({ cookie: "a=b" }, { purpose: "exchange", signal: new AbortController().signal }),
    ).toMatchObject({
      problem: "invalid-token",
    });
  });
});
