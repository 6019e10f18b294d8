import { createHmac } from "node:crypto";
import { CompactSign, exportSPKI, importJWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { AUDIENCE, encode, goodClaims, NOW_S, rawToken, sign } from "./token-factory.js";
import { verifierUnderTest, type VerifierUnderTest } from "./verifier-under-test.js";

let key: VerifierUnderTest["key"];
let foreignKey: VerifierUnderTest["foreignKey"];
let make: VerifierUnderTest["make"];
let verify: VerifierUnderTest["verify"];

beforeAll(async () => {
  ({ key, foreignKey, make, verify } = await verifierUnderTest());
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
      const { verifier: subject, server } = make();
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
    const { verifier: subject, server } = make();
    for (let n = 0; n < 1000; n++) {
      await subject.verify(
        {
          token: rawToken(
            { alg: n % 2 ? "RS256" : "none", kid: `${n}`, typ: "at+jwt" },
            goodClaims(n % 2 ? { aud: n } : {}),
          ),
        },
        { purpose: "exchange", signal: new AbortController().signal },
      );
    }
    expect(server.requests).toHaveLength(0);
  });
});
