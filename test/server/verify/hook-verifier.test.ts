import { describe, expect, it } from "vitest";
import { verifyHookSignature } from "../../../src/server/verify/hook-signature.js";
import { ACTIVE, active, APP, SECRET, setUp } from "./hook-setup.js";
import { ISSUER, NOW_S, rawToken } from "./token-factory.js";

describe("a session that the backend knows", () => {
  it("gives the claims that it answers", async () => {
    const { verify } = setUp(
      active({
        auth_time: NOW_S - 99,
        amr: ["pwd", "otp"],
        login_id: { key: "email", value: "a@b.example" },
        email_verified: true,
        guest: false,
        act: null,
      }),
    );
    expect(await verify()).toEqual({
      ok: true,
      claims: {
        name: "hook",
        issuer: APP,
        subject: "user-1",
        sessionId: "session-1",
        issuedAt: NOW_S - 10,
        expiresAt: NOW_S + 600,
        authTime: NOW_S - 99,
        amr: ["pwd", "otp"],
        loginID: { key: "email", value: "a@b.example" },
        emailVerified: true,
      },
    });
  });

  it("is asked about by a signed POST that follows no redirect (Z3)", async () => {
    const { verify, sent } = setUp(active());
    await verify({ token: "token-1", tokenType: "urn:x" });
    const [request] = sent;
    const body = (await request?.clone().text()) ?? "";
    expect(request).toMatchObject({ method: "POST", redirect: "manual", credentials: "omit" });
    expect(request?.url).toBe("https://backend.example/legacy?of=app");
    expect(request?.headers.get("Content-Type")).toBe("application/json");
    expect(JSON.parse(body)).toEqual({
      credential: { token: "token-1", token_type: "urn:x" },
      purpose: "exchange",
    });
    const received = {
      secret: SECRET,
      method: "POST",
      path: "/legacy?of=app",
      timestamp: request?.headers.get("Authgear-Migration-Timestamp"),
      signature: request?.headers.get("Authgear-Migration-Signature"),
      body,
      now: () => NOW_S * 1000,
    };
    expect(await verifyHookSignature(received)).toBe(true);
    expect(received.timestamp).toBe(String(NOW_S));
  });

  it("is asked about again each time, since it may end at any time", async () => {
    const { verify, sent } = setUp(active());
    await verify();
    await verify();
    expect(sent).toHaveLength(2);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["of a guest", { guest: true }, "guest"],
    ["of an actor for the user (D9)", { act: { sub: "admin" } }, "act"],
  ])("%s is invalid-token", async (_, change, why) => {
    expect(await setUp(active(change)).verify()).toEqual({ ok: false, problem: "invalid-token", why });
  });

  it("may have expired where the browser signs out", async () => {
    const { verify } = setUp(active({ expires_at: NOW_S - 61 }));
    expect(await verify(undefined, "sign-out")).toMatchObject({ ok: true });
    expect(await verify(undefined, "confirm")).toMatchObject({ problem: "expired-token" });
    expect(await setUp(active({ expires_at: NOW_S - 59 })).verify()).toMatchObject({ ok: true });
  });
});

describe("an answer that is not as agreed is the backend's fault, never the visitor's", () => {
  it.each<[string, () => Response | Promise<Response>, string]>([
    ["another issuer", active({ issuer: "https://evil.example" }), "hook-issuer"],
    ["no subject", active({ subject: undefined }), "hook-subject"],
    ["a number as subject", active({ subject: 42 }), "hook-subject"],
    ["an empty session id", active({ session_id: "" }), "hook-session-id"],
    ["no session id", active({ session_id: undefined }), "hook-session-id"],
    ["a session id that is too long", active({ session_id: "x".repeat(256) }), "hook-session-id"],
    ["times as text", active({ expires_at: "tomorrow" }), "hook-times"],
    ["milliseconds", active({ issued_at: NOW_S * 1000 }), "hook-times"],
    ["a time of the future", active({ issued_at: NOW_S + 61 }), "hook-future"],
    ["auth_time as text", active({ auth_time: "2026" }), "hook-auth-time"],
    ["guest as text", active({ guest: "no" }), "hook-guest"],
    ["email_verified as text", active({ email_verified: "true" }), "hook-email-verified"],
    ["an unknown login id", active({ login_id: { key: "mail", value: "a" } }), "hook-login-id"],
    ["an empty login id", active({ login_id: { key: "email", value: "" } }), "hook-login-id"],
    ["active as text", () => Response.json({ ...ACTIVE, active: "true" }), "hook-answer"],
    ["a list", () => Response.json([ACTIVE]), "hook-answer"],
    ["nothing", () => new Response(""), "hook-answer"],
    ["HTML", () => new Response("<html>"), "hook-answer"],
    [
      "a member twice",
      () => new Response(`{"active":false,${JSON.stringify(ACTIVE).slice(1)}`),
      "hook-answer",
    ],
    ["401 for this server", () => Response.json({}, { status: 401 }), "hook-401"],
    ["204", () => new Response(null, { status: 204 }), "hook-204"],
    [
      "a redirect",
      () => new Response(null, { status: 307, headers: { Location: "https://evil.example" } }),
      "hook-307",
    ],
    ["more than 64 KB", () => Response.json({ ...ACTIVE, filler: "x".repeat(65_536) }), "hook-too-large"],
    ["no answer", () => Promise.reject(new TypeError("canary")), "hook-network"],
  ])("%s", async (_, answer, why) => {
    const { verify, sent } = setUp(answer);
    expect(await verify()).toEqual({ ok: false, problem: "upstream-unavailable", why, retryAfter: 30 });
    await verify();
    expect(sent).toHaveLength(2);
  });

  it("whose Retry-After is passed on", async () => {
    const busy = (): Response => new Response("", { status: 503, headers: { "Retry-After": "9" } });
    expect(await setUp(busy).verify()).toMatchObject({ why: "hook-503", retryAfter: 9 });
  });
});

describe("a session that the backend does not know", () => {
  it.each<[string, unknown, string]>([
    ["was never one", { active: false }, "invalid-token"],
    ["has expired", { active: false, expired: true }, "expired-token"],
    ["has perhaps expired", { active: false, expired: "true" }, "invalid-token"],
  ])("%s", async (_, answer, problem) => {
    expect(await setUp(() => Response.json(answer)).verify()).toMatchObject({ problem });
  });

  it("proves nothing to a sign-out", async () => {
    const { verify } = setUp(() => Response.json({ active: false, expired: true }));
    expect(await verify(undefined, "sign-out")).toMatchObject({ problem: "invalid-token" });
  });

  it("is remembered for ten seconds, a sign-out apart from the rest", async () => {
    const { verify, sent, clock } = setUp(() => Response.json({ active: false, expired: true }));
    await verify();
    clock.now += 9_999;
    expect(await verify(undefined, "confirm")).toMatchObject({ problem: "expired-token" });
    expect(sent).toHaveLength(1);
    await verify(undefined, "sign-out");
    await verify({ token: "token-1", tokenType: "other" });
    expect(sent).toHaveLength(3);
    clock.now += 1;
    await verify();
    expect(sent).toHaveLength(4);
  });
});

it("twenty are asked about at once; who comes then is told to come again", async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const { verify, sent } = setUp(async () => {
    await gate;
    return active()();
  });
  const first = Array.from({ length: 20 }, (_, n) => verify({ token: `t${n}` }));
  while (sent.length < 20) await new Promise((resolve) => setImmediate(resolve));
  expect(await verify({ token: "t20" })).toMatchObject({ problem: "rate-limited", retryAfter: 2 });
  release();
  for (const result of await Promise.all(first)) expect(result).toMatchObject({ ok: true });
  expect(await verify({ token: "t20" })).toMatchObject({ ok: true });
});

describe("which credentials it claims", () => {
  it("are opaque tokens and JWTs of its issuer, and no cookies", async () => {
    const { verifier, verify, sent } = setUp(active());
    expect(verifier.claims({ token: "opaque" })).toBe(true);
    expect(verifier.claims({ token: rawToken({}, { iss: APP }) })).toBe(true);
    expect(verifier.claims({ token: rawToken({}, { iss: ISSUER }) })).toBe(false);
    expect(verifier.claims({ cookie: "__Host-sid=a" })).toBe(false);
    expect(await verify({ cookie: "__Host-sid=a" })).toMatchObject({ problem: "invalid-token" });
    for (const token of ["", "a b", "a\nb", "ü", "x".repeat(16_385)]) {
      expect(await verify({ token })).toMatchObject({ problem: "invalid-token", why: "malformed" });
    }
    expect(sent).toHaveLength(0);
  });

  it("are the one cookie alone, of which nothing else leaves this server", async () => {
    const { verifier, verify, sent } = setUp(active(), { cookie: "__Host-sid" });
    expect(verifier.claims({ token: "opaque" })).toBe(false);
    expect(verifier.claims({ cookie: "a=b" })).toBe(false);
    expect(verifier.claims({ cookie: "a=b; __Host-sid=one" })).toBe(true);
    expect(await verify({ cookie: "a=b; __Host-sid=one" })).toMatchObject({ ok: true });
    expect(await sent[0]?.json()).toEqual({ credential: { cookie: "one" }, purpose: "exchange" });
    expect(await verify({ token: "opaque" })).toMatchObject({ problem: "invalid-token" });
    expect(await verify({ cookie: "__Host-sid=one; __Host-sid=two" })).toMatchObject({
      why: "repeated-cookie",
    });
    expect(sent).toHaveLength(1);
  });
});

describe("a wrong option", () => {
  it.each<[string, Record<string, unknown>]>([
    ["name", { name: 7 }],
    ["issuer", { issuer: undefined }],
    ["url", { url: "http://backend.example/legacy" }],
    ["url", { url: "http://10.0.0.1/legacy" }],
    ["url", { url: "http://user:canary@backend.internal/" }],
    ["secret", { secret: "canary" }],
    ["secret", { secret: undefined }],
    ["cookie", { cookie: "sid" }],
    ["cookie", { cookie: "__Host-a b" }],
    ["bind", { bind: () => true }],
    ["bind", { cookie: "sid", bind: "yes" }],
    ["tokens", { tokens: false }],
    ["tokens", { tokens: "yes" }],
  ])("%s throws a TypeError that names it and no secret: %j", (name, change) => {
    expect(() => setUp(active(), change)).toThrow(TypeError);
    expect(() => setUp(active(), change)).toThrow(`"${name}" `);
    expect(() => setUp(active(), change)).not.toThrow(/canary/);
  });

  it.each([
    "http://localhost:1/",
    "http://backend/",
    "http://backend.internal:8080/x",
    "http://backend.local/",
  ])("is not %s, which no stranger can be", (url) => {
    expect(() => setUp(active(), { url })).not.toThrow();
  });
});
