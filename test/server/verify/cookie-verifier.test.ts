import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hostCookieBinding } from "../../../src/server/verify/cookie-binding.js";
import { cookieVerifier } from "../../../src/server/verify/cookie-verifier.js";
import type { CookieVerifierOptions } from "../../../src/server/verify/cookie-verifier-options.js";
import type { Verifier, VerifyPurpose, VerifyResult } from "../../../src/server/verify/verifier.js";
import { APP, SECRET } from "./hook-setup.js";
import { NOW_S } from "./token-factory.js";

const SESSION = { sub: "user-1", sid: "s-1", iat: NOW_S - 10, exp: NOW_S + 600 };

interface Setup {
  verifier: Verifier;
  asked: string[];
  clock: { now: number };
  verify(cookie?: string, purpose?: VerifyPurpose): Promise<VerifyResult>;
}

/** A verifier whose app answers as the test says. */
function setUp(
  answer: (value: string) => unknown = () => SESSION,
  change: Record<string, unknown> = {},
): Setup {
  const asked: string[] = [];
  const clock = { now: NOW_S * 1000 };
  const options: CookieVerifierOptions = {
    name: "app",
    issuer: APP,
    cookie: "__Host-sid",
    session: { claim: "sid" },
    async resolve(value) {
      asked.push(value);
      return (await answer(value)) as Record<string, unknown> | null;
    },
    now: () => clock.now,
  };
  const verifier = cookieVerifier({ ...options, ...change });
  return {
    verifier,
    asked,
    clock,
    verify: (cookie = "theme=dark; __Host-sid=value", purpose = "exchange") =>
      verifier.verify({ cookie }, { purpose, signal: new AbortController().signal }),
  };
}

describe("a cookie of a session", () => {
  it("gives the claims that the app answers, by its value alone", async () => {
    const claims = {
      ...SESSION,
      iss: APP,
      auth_time: NOW_S - 99,
      amr: ["pwd"],
      email: "a@b.example",
      email_verified: true,
    };
    const { verify, asked } = setUp(() => claims, { loginID: { key: "email" } });
    expect(await verify()).toEqual({
      ok: true,
      claims: {
        name: "app",
        issuer: APP,
        subject: "user-1",
        sessionId: "s-1",
        issuedAt: NOW_S - 10,
        expiresAt: NOW_S + 600,
        authTime: NOW_S - 99,
        amr: ["pwd"],
        loginID: { key: "email", value: "a@b.example" },
        emailVerified: true,
      },
    });
    expect(asked).toEqual(["value"]);
  });

  it("is asked about again each time, since it may end at any time", async () => {
    const { verify, asked } = setUp();
    await verify();
    await verify(undefined, "confirm");
    await verify(undefined, "sign-out");
    expect(asked).toHaveLength(3);
  });

  it("without times counts as issued now, for an hour", async () => {
    expect(await setUp(() => ({ sub: "user-1", sid: "s-1" })).verify()).toMatchObject({
      claims: { issuedAt: NOW_S, expiresAt: NOW_S + 3600 },
    });
  });

  it("may have expired where the browser signs out", async () => {
    const { verify } = setUp(() => ({ ...SESSION, exp: NOW_S - 61 }));
    expect(await verify()).toEqual({ ok: false, problem: "invalid-token", why: "expired" });
    expect(await verify(undefined, "sign-out")).toMatchObject({ ok: true });
  });
});

describe("every bad cookie has one answer (Z14)", () => {
  it.each<[string, string, unknown]>([
    ["no cookie", "theme=dark", SESSION],
    ["two of them (Z1)", "__Host-sid=a; __Host-sid=b", SESSION],
    ["a malformed one", "__Host-sid=a b", SESSION],
    ["one of no session", "__Host-sid=a", null],
    ["one that has expired", "__Host-sid=a", { ...SESSION, exp: NOW_S - 61 }],
    ["one of a guest", "__Host-sid=a", { ...SESSION, guest: true }],
    ["one of an actor for the user (D9)", "__Host-sid=a", { ...SESSION, act: { sub: "admin" } }],
  ])("%s", async (_, cookie, answer) => {
    const { verify } = setUp(() => answer, {
      guest: (claims: Record<string, unknown>) => claims.guest === true,
    });
    expect(await verify(cookie)).toMatchObject({ ok: false, problem: "invalid-token" });
    expect(await verify(cookie, "confirm")).toMatchObject({ ok: false, problem: "invalid-token" });
  });

  it("and is remembered for ten seconds", async () => {
    const { verify, asked, clock } = setUp(() => null);
    await verify();
    clock.now += 9_999;
    expect(await verify(undefined, "sign-out")).toMatchObject({ problem: "invalid-token" });
    expect(asked).toHaveLength(1);
    await verify("__Host-sid=other");
    clock.now += 1;
    await verify();
    expect(asked).toHaveLength(3);
  });
});

describe("an app that does not answer as agreed is never the visitor's fault", () => {
  it.each<[string, unknown, string]>([
    ["undefined", undefined, "resolve-answer"],
    ["a text", "user-1", "resolve-answer"],
    ["a list", [SESSION], "resolve-answer"],
    ["another issuer", { ...SESSION, iss: "https://other.example" }, "claims-iss"],
    ["no sub", { ...SESSION, sub: undefined }, "claims-sub"],
    ["a number as sub", { ...SESSION, sub: 7 }, "claims-sub"],
    ["no session id", { ...SESSION, sid: undefined }, "claims-session-id"],
    ["milliseconds", { ...SESSION, exp: NOW_S * 1000 }, "claims-times"],
    ["a time of the future", { ...SESSION, iat: NOW_S + 61 }, "claims-future"],
  ])("%s", async (_, answer, why) => {
    const { verify, asked } = setUp(() => answer);
    expect(await verify()).toEqual({ ok: false, problem: "upstream-unavailable", why, retryAfter: 30 });
    await verify();
    expect(asked).toHaveLength(2);
  });

  it("a rejection, of which nothing is kept (Z10)", async () => {
    const { verify } = setUp(() => Promise.reject(new Error("canary")));
    expect(await verify()).toEqual({
      ok: false,
      problem: "upstream-unavailable",
      why: "resolve-failed",
      retryAfter: 30,
    });
  });

  it("twenty at once; who comes then is told to come again", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { verify, asked } = setUp(() => gate.then(() => SESSION));
    const first = Array.from({ length: 20 }, (_, n) => verify(`__Host-sid=${n}`));
    while (asked.length < 20) await new Promise((resolve) => setImmediate(resolve));
    expect(await verify("__Host-sid=20")).toMatchObject({ problem: "rate-limited", retryAfter: 2 });
    release();
    for (const result of await Promise.all(first)) expect(result).toMatchObject({ ok: true });
  });
});

it("an introspection endpoint may answer instead", async () => {
  const sent: Request[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    sent.push(new Request(input, init));
    return Response.json({ active: sent.length === 1, ...SESSION });
  };
  const introspection = {
    endpoint: "https://app.example/introspect",
    clientAuth: { clientID: "exchange", clientSecret: "secret" },
  };
  const { verify } = setUp(undefined, { resolve: undefined, introspection, fetch });
  expect(await verify()).toMatchObject({ ok: true, claims: { subject: "user-1", sessionId: "s-1" } });
  expect(await sent[0]?.text()).toBe("token=value");
  expect(await verify()).toEqual({ ok: false, problem: "invalid-token", why: "inactive" });
});

describe("a name that other hosts can set too (Z1)", () => {
  const bind = hostCookieBinding({ cookie: "__Host-bind", secret: SECRET });
  const mac = (value: string): string => createHmac("sha256", SECRET).update(value).digest("hex");

  it("is refused without a second binding", () => {
    for (const cookie of ["sid", "__Secure-sid", "__host-sid", "__Host-"]) {
      expect(() => setUp(undefined, { cookie })).toThrow(/^"cookie" .*"bind"/);
      expect(() => setUp(undefined, { cookie, bind })).not.toThrow();
    }
  });

  it.each<[string, string, boolean]>([
    ["bound", `sid=one; __Host-bind=${mac("one")}`, true],
    ["bound to another session", `sid=one; __Host-bind=${mac("two")}`, false],
    ["not bound", "sid=one", false],
    ["bound by a text that is no hash", "sid=one; __Host-bind=x", false],
    ["bound twice", `sid=one; __Host-bind=${mac("one")}; __Host-bind=${mac("one")}`, false],
  ])("is believed only where it is bound: %s", async (_, cookie, ok) => {
    const { verify, asked } = setUp(undefined, { cookie: "sid", bind });
    expect(await verify(cookie)).toMatchObject(ok ? { ok } : { ok, problem: "invalid-token", why: "bind" });
    expect(asked).toHaveLength(ok ? 1 : 0);
  });

  it.each<[string, () => unknown, string]>([
    ["rejects", () => Promise.reject(new Error("canary")), "bind-failed"],
    ["answers no truth value", () => "yes", "bind-answer"],
  ])("is nobody's while the binding %s", async (_, answer, why) => {
    const { verify } = setUp(undefined, { cookie: "sid", bind: answer });
    expect(await verify("sid=one")).toMatchObject({ problem: "upstream-unavailable", why });
  });
});

describe("which credentials it claims", () => {
  it("are headers in which its cookie stands", async () => {
    const { verifier } = setUp();
    expect(verifier.claims({ cookie: "__Host-sid=one" })).toBe(true);
    expect(verifier.claims({ cookie: "__Host-sid=one; __Host-sid=two" })).toBe(true);
    expect(verifier.claims({ cookie: "__Host-other=one" })).toBe(false);
    expect(verifier.claims({ token: "__Host-sid=one" })).toBe(false);
    const context = { purpose: "exchange", signal: new AbortController().signal } as const;
    expect(await verifier.verify({ token: "t" }, context)).toMatchObject({ problem: "invalid-token" });
  });
});

describe("a wrong option", () => {
  it.each<[string, Record<string, unknown>]>([
    ["name", { name: "" }],
    ["issuer", { issuer: undefined }],
    ["cookie", { cookie: undefined }],
    ["cookie", { cookie: "__Host-a;b" }],
    ["bind", { bind: true }],
    ["resolve", { resolve: undefined }],
    ["resolve", { introspection: { endpoint: "https://a.example", clientAuth: { bearer: "canary" } } }],
    ["introspection.endpoint", { resolve: undefined, introspection: { endpoint: "http://a.example" } }],
    ["session", { session: undefined }],
    ["session.claim", { session: { claim: "jti" } }],
    ["guest", { guest: "x" }],
  ])("%s throws a TypeError that names it: %j", (name, change) => {
    expect(() => setUp(undefined, change)).toThrow(TypeError);
    expect(() => setUp(undefined, change)).toThrow(`"${name}" `);
    expect(() => setUp(undefined, change)).not.toThrow(/canary/);
  });
});
