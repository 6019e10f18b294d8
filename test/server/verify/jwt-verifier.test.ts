import { beforeAll, describe, expect, it } from "vitest";
import { AUDIENCE, goodClaims, ISSUER, NOW_S, rawToken, sign } from "./token-factory.js";
import { verifierUnderTest, type VerifierUnderTest } from "./verifier-under-test.js";

let key: VerifierUnderTest["key"];
let foreignKey: VerifierUnderTest["foreignKey"];
let ecKey: VerifierUnderTest["ecKey"];
let make: VerifierUnderTest["make"];
let verify: VerifierUnderTest["verify"];

beforeAll(async () => {
  ({ key, foreignKey, ecKey, make, verify } = await verifierUnderTest());
});

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

  it("of a session that was ended is not asked about again for ten seconds, that of another one is", async () => {
    const asked: string[] = [];
    const clock = { now: NOW_S * 1000 };
    const liveness = async (claims: { subject: string }): Promise<boolean> => {
      asked.push(claims.subject);
      return claims.subject === "good";
    };
    const { verifier: subject } = make({ liveness, now: () => clock.now });
    const ask = async (token: string) =>
      (await subject.verify({ token }, { purpose: "exchange", signal: AbortSignal.timeout(5000) })).ok;
    const [ended, good] = [
      await sign(key, goodClaims({ sub: "ended" })),
      await sign(key, goodClaims({ sub: "good" })),
    ];
    expect([await ask(ended), await ask(ended), await ask(good), await ask(good)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(asked).toEqual(["ended", "good", "good"]);
    clock.now += 10_001;
    expect(await ask(ended)).toBe(false);
    expect(asked).toHaveLength(4);
  });

  it("is asked by 20 at once at most, the others are told to come again", async () => {
    let release = (): void => undefined;
    const gate = new Promise<boolean>((resolve) => (release = () => resolve(true)));
    const { verifier: subject } = make({ liveness: () => gate });
    const token = await sign(key, goodClaims());
    const context = { purpose: "exchange", signal: AbortSignal.timeout(60_000) } as const;
    const all = Array.from({ length: 21 }, () => subject.verify({ token }, context));
    expect(await Promise.race(all)).toMatchObject({ problem: "rate-limited", retryAfter: 2 });
    release();
    expect((await Promise.all(all)).filter(({ ok }) => ok)).toHaveLength(20);
  });

  it("is not waited for once the caller gave up", async () => {
    const stop = new AbortController();
    const { verifier: subject } = make({
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
    const { verifier: subject } = make();
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
