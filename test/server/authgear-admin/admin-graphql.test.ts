import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { adminProject, ENDPOINT, MIGRATION } from "./admin-project.js";

const CLIENT = { clientID: "spa", migrationID: MIGRATION };

describe("where it calls", () => {
  it("names the public origin to an Admin API elsewhere, so that JWT access tokens are good (fact 11)", async () => {
    const admin = "http://authgear-admin:3002";
    const { emulator, authgear, sent } = await adminProject(
      { adminEndpoint: admin },
      { adminOrigin: admin, trustProxy: true },
    );
    const { id } = emulator.addUser({ email: "user@example.com" });
    const { accessToken } = await authgear.createSession({ userID: id, ...CLIENT, clientID: "jwt" });
    expect(decodeJwt(accessToken).iss).toBe(ENDPOINT);
    expect(await authgear.userinfo(accessToken)).toEqual({ sub: id });
    expect(sent.map(({ url }) => url)).toEqual([
      `${admin}/_api/admin/graphql`,
      `${ENDPOINT}/oauth2/userinfo`,
    ]);
    expect(sent[0]?.headers.get("X-Forwarded-Host")).toBe("project.authgear.example");
    expect(sent[0]?.headers.get("X-Forwarded-Proto")).toBe("https");
  });

  it("authenticates with a short-lived token that it makes again a minute before its end (V10)", async () => {
    const { authgear, sent, clock } = await adminProject();
    const ask = async (): Promise<string> => {
      await authgear.userByID("x", { sessions: false });
      return sent.at(-1)?.headers.get("Authorization") ?? "";
    };
    const first = await ask();
    const token = first.slice("Bearer ".length);
    expect(first).toMatch(/^Bearer /);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", kid: "admin-1" });
    expect(decodeJwt(token)).toMatchObject({
      aud: "project",
      iat: clock.now / 1000,
      exp: clock.now / 1000 + 300,
    });
    clock.now += 239_000;
    expect(await ask()).toBe(first);
    clock.now += 1_000;
    expect(await ask()).not.toBe(first);
    clock.now -= 86_400_000;
    await ask();
    expect(decodeJwt(sent.at(-1)?.headers.get("Authorization")?.slice(7) ?? "").iat).toBe(clock.now / 1000);
  });

  it("follows no redirect", async () => {
    const project = await adminProject();
    project.answer = () => new Response(null, { status: 307, headers: { Location: "https://evil.example" } });
    await expect(project.authgear.userByID("x", { sessions: false })).rejects.toMatchObject({
      why: "redirected",
    });
    await expect(project.authgear.userinfo("x")).rejects.toMatchObject({ why: "redirected" });
    expect(project.sent.map(({ redirect }) => redirect)).toEqual(["manual", "manual"]);
  });
});

describe("an Admin answer that is not the contract's", () => {
  it.each<[string, () => Response, string]>([
    ["403 text", () => new Response("Forbidden\n", { status: 403 }), "admin-refused"],
    ["415 text", () => new Response("invalid content type", { status: 415 }), "unexpected-answer"],
    [
      "400 JSON",
      () => Response.json({ error: { name: "BadRequest" } }, { status: 400 }),
      "unexpected-answer",
    ],
    [
      "500 of a syntax error",
      () => Response.json({ error: { name: "InternalError" } }, { status: 500 }),
      "server-error",
    ],
    ["502 HTML", () => new Response("<html>", { status: 502 }), "server-error"],
    ["429", () => new Response("", { status: 429, headers: { "Retry-After": "7" } }), "rate-limited"],
    ["200 HTML", () => new Response("<html>"), "unexpected-answer"],
    ["200 of a captive portal", () => Response.json({ ok: true }), "unexpected-answer"],
    ["a list", () => Response.json([]), "unexpected-answer"],
    ["a node without fields", () => Response.json({ data: { node: {} } }), "unexpected-answer"],
    ["no node", () => Response.json({ data: {} }), "unexpected-answer"],
    [
      "an unknown field",
      () => Response.json({ data: null, errors: [{ message: "Cannot query field" }] }),
      "refused",
    ],
    [
      "a bare error",
      () => Response.json({ data: null, errors: [{ message: "unexpected error", locations: [] }] }),
      "unexpected-error",
    ],
    ["a body over 1 MB", () => new Response("x".repeat(1024 * 1024 + 1)), "too-large"],
  ])("is AuthgearUnavailable: %s", async (_, answer, why) => {
    const project = await adminProject();
    project.answer = answer;
    await expect(project.authgear.userByID("x", { sessions: true })).rejects.toMatchObject({
      name: "AuthgearUnavailable",
      why,
    });
  });

  it("hands the wait of a 429 on", async () => {
    const project = await adminProject();
    project.answer = () => new Response("", { status: 429, headers: { "Retry-After": "7" } });
    await expect(project.authgear.userByID("x", { sessions: true })).rejects.toMatchObject({ retryAfter: 7 });
  });

  it("is not believed when it names another user", async () => {
    const project = await adminProject();
    const id = Buffer.from(`User:${crypto.randomUUID()}`).toString("base64url");
    const authenticators = { edges: [] };
    const user = {
      id,
      isDisabled: false,
      createdAt: "2026-01-01T00:00:00Z",
      customAttributes: {},
      authenticators,
    };
    project.answer = () => Response.json({ data: { node: user } });
    const asked = project.authgear.userByID(crypto.randomUUID(), { sessions: false });
    await expect(asked).rejects.toMatchObject({ why: "unexpected-answer" });
  });

  it("is no session without usable tokens, and may have made one", async () => {
    const project = await adminProject();
    const good = { refreshToken: "a.b", accessToken: "c", tokenType: "Bearer", expiresIn: 1800 };
    const bad = [
      { refreshToken: "ab" },
      { accessToken: "" },
      { tokenType: "DPoP" },
      { expiresIn: 0 },
      { expiresIn: "1800" },
    ];
    for (const change of bad) {
      project.answer = () => Response.json({ data: { createSession: { ...good, ...change } } });
      await expect(project.authgear.createSession({ userID: "x", ...CLIENT })).rejects.toMatchObject({
        why: "unexpected-answer",
        mayHaveActed: true,
      });
    }
  });
});
