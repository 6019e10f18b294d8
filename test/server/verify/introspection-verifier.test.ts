import { describe, expect, it } from "vitest";
import { active, setUp } from "./introspection-setup.js";
import { ISSUER, NOW_S, rawToken } from "./token-factory.js";

describe("an active token", () => {
  it("gives the claims that the provider answers", async () => {
    const { verify, sent } = setUp(
      active({ auth_time: NOW_S - 99, email: "a@b.example", email_verified: "true" }),
      {
        loginID: { key: "email" },
      },
    );
    expect(await verify()).toEqual({
      ok: true,
      claims: {
        name: "opaque",
        issuer: ISSUER,
        subject: "user-1",
        sessionId: "session-1",
        issuedAt: NOW_S - 10,
        expiresAt: NOW_S + 600,
        authTime: NOW_S - 99,
        loginID: { key: "email", value: "a@b.example" },
        emailVerified: true,
      },
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe("https://legacy.example/introspect");
    expect(sent[0]?.redirect).toBe("manual");
    expect(sent[0]?.headers.get("Authorization")).toBe(`Basic ${btoa("exchange:p%3Aw%25")}`);
    expect(await sent[0]?.text()).toBe("token=opaque-token&token_type_hint=access_token");
  });

  it("is asked about again each time, since it may end at any time", async () => {
    const { verify, sent } = setUp(active());
    await verify();
    await verify();
    expect(sent).toHaveLength(2);
  });

  it("without iat counts as issued now", async () => {
    expect(await setUp(active({ iat: undefined })).verify()).toMatchObject({ claims: { issuedAt: NOW_S } });
  });

  it("without iss is the configured endpoint's word", async () => {
    expect(await setUp(active({ iss: undefined })).verify()).toMatchObject({ ok: true });
  });

  it("is told by its client where the provider names no audience", async () => {
    const byClient = { audience: undefined, clientID: ["spa"] };
    expect(await setUp(active({ aud: undefined }), byClient).verify()).toMatchObject({ ok: true });
    expect(await setUp(active({ client_id: "evil" }), byClient).verify()).toMatchObject({ why: "client" });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["of another issuer", { iss: "https://evil.example" }, "iss"],
    ["for another audience", { aud: ["https://other.example"] }, "aud"],
    ["without audience", { aud: undefined }, "aud"],
    ["of an actor for the user (D9)", { act: { sub: "admin" } }, "act"],
    ["of a client for itself", { sub: "spa" }, "client-credentials"],
    ["bound to its sender", { cnf: { jkt: "x" } }, "sender-constrained"],
    ["of another type", { token_type: "DPoP" }, "token-type"],
    ["that is a refresh token", { typ: "Refresh" }, "token-use"],
    ["without sub", { sub: undefined }, "sub"],
    ["whose sub is a number", { sub: 7 }, "sub"],
    ["without session id", { sid: undefined }, "no-session-id"],
    ["with an empty session id", { sid: "" }, "no-session-id"],
    ["without exp", { exp: undefined }, "times"],
    ["with iat as text", { iat: "now" }, "times"],
    ["of the future", { iat: NOW_S + 61 }, "future"],
    ["of a guest", { guest: true }, "guest"],
  ])("%s is invalid-token", async (_, change, why) => {
    const options = {
      claims: { typ: "Bearer" },
      guest: (payload: Record<string, unknown>) => payload.guest === true,
    };
    const { verify } = setUp(active({ typ: "Bearer", ...change }), options);
    expect(await verify()).toEqual({ ok: false, problem: "invalid-token", why });
  });

  it("that has expired all the same is expired-token", async () => {
    expect(await setUp(active({ exp: NOW_S - 60 })).verify()).toMatchObject({ problem: "expired-token" });
  });
});

describe("an inactive token", () => {
  const inactive = (): Response => Response.json({ active: false });

  it("is expired-token, because its provider may have a fresh one", async () => {
    expect(await setUp(inactive).verify()).toEqual({ ok: false, problem: "expired-token", why: "inactive" });
  });

  it("proves nothing to a sign-out", async () => {
    expect(await setUp(inactive).verify("t", "sign-out")).toMatchObject({ problem: "invalid-token" });
  });

  it("is remembered for ten seconds, whatever it is then asked for", async () => {
    const { verify, sent, clock } = setUp(inactive);
    await verify("t");
    clock.now += 9_999;
    expect(await verify("t")).toMatchObject({ problem: "expired-token" });
    expect(await verify("t", "sign-out")).toMatchObject({ problem: "invalid-token" });
    expect(sent).toHaveLength(1);
    await verify("other");
    expect(sent).toHaveLength(2);
    clock.now += 1;
    await verify("t");
    expect(sent).toHaveLength(3);
  });

  it("is forgotten when a thousand others came", async () => {
    const { verify, sent } = setUp(inactive);
    for (let n = 0; n <= 1000; n++) await verify(`t${n}`);
    await verify("t1000");
    expect(sent).toHaveLength(1001);
    await verify("t0");
    expect(sent).toHaveLength(1002);
  });
});

describe("which credentials it claims", () => {
  it("are opaque tokens and JWTs of its issuer", async () => {
    const { verifier, verify, sent } = setUp(active());
    expect(verifier.claims({ token: "opaque" })).toBe(true);
    expect(verifier.claims({ token: rawToken({}, { iss: ISSUER }) })).toBe(true);
    expect(verifier.claims({ token: rawToken({}, { iss: "https://other.example" }) })).toBe(false);
    expect(verifier.claims({ cookie: "a=b" })).toBe(false);
    for (const token of ["", " ", "a b", "a\nb", "ü", "x".repeat(16_385)]) {
      expect(await verify(token)).toMatchObject({ problem: "invalid-token", why: "malformed" });
    }
    expect(sent).toHaveLength(0);
  });
});

describe("a wrong option", () => {
  it.each<[string, Record<string, unknown>]>([
    ["name", { name: 7 }],
    ["issuer", { issuer: "" }],
    ["endpoint", { endpoint: "http://legacy.example/introspect" }],
    ["audience", { audience: undefined }],
    ["clientID", { clientID: [] }],
    ["clientAuth.clientID", { clientAuth: undefined }],
    ["clientAuth.clientSecret", { clientAuth: { clientID: "public" } }],
    ["clientAuth.method", { clientAuth: { clientID: "a", clientSecret: "canary", method: "none" } }],
    ["clientAuth.bearer", { clientAuth: { bearer: "canary\n" } }],
    ["session", { session: undefined }],
    ["claims.typ", { claims: { typ: 7 } }],
  ])("%s throws a TypeError that names it and no secret: %j", (name, change) => {
    expect(() => setUp(active(), change)).toThrow(TypeError);
    expect(() => setUp(active(), change)).toThrow(`"${name}" `);
    expect(() => setUp(active(), change)).not.toThrow(/canary/);
  });
});
