import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { jwtVerifier, type JWTVerifierOptions } from "../../src/server/index.js";
import { blocksOf, typeCheck } from "./snippets.js";

const PAGE = "docs/providers.md";
const snippets = await blocksOf(PAGE, "ts");

describe("the code on the pages", () => {
  test("is right by its types", { timeout: 120_000 }, async () => {
    const modules = Object.fromEntries(snippets.map((source, n) => [`providers-${n}.ts`, source]));
    expect(snippets.length).toBeGreaterThan(15);
    expect(await typeCheck(modules)).toBe("");
  });

  test("is really looked at", { timeout: 120_000 }, async () => {
    const wrong = snippets.map((source) => source.replace('send: "id_token"', 'send: "refresh_token"'));
    const modules = Object.fromEntries(wrong.map((source, n) => [`providers-${n}.ts`, source]));
    const errors = (await typeCheck(modules)).split("\n").filter((line) => line.includes("refresh_token"));
    expect(errors).toHaveLength(snippets.filter((source) => source.includes('send: "id_token"')).length);
  });

  test("shows every provider of the package", async () => {
    const shipped = readdirSync(new URL("../../src/legacy", import.meta.url));
    const missing = shipped.filter((file) => {
      const from = `from "authgear-session-migration/legacy/${file.replace(/\.ts$/, "")}"`;
      return !snippets.some((source) => source.includes(from));
    });
    expect(missing).toEqual([]);
  });
});

test("each section has the code of the page, the code of the server, and what the provider cannot do", async () => {
  const page = await readFile(new URL(`../../${PAGE}`, import.meta.url), "utf8");
  const sections = page.split(/^## /m).slice(1);
  expect(sections.length).toBeGreaterThan(7);
  for (const section of sections) {
    const [first = "", second = "", ...more] = [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(String);
    expect(more).toEqual([]);
    expect(first).toContain('from "authgear-session-migration/legacy/');
    expect(second).toContain('from "authgear-session-migration/server"');
    expect(section).toContain("**It cannot** ");
  }
});

interface Issued {
  header?: object;
  claims: Record<string, unknown>;
  sessionId: string | RegExp;
  guest?: Record<string, unknown>;
}

// Tokens as these providers document them.
const ISSUED: Record<string, Issued> = {
  auth0: { claims: { sub: "auth0|1", sid: "s-1", nonce: "n", email: "anna@example.com" }, sessionId: "s-1" },
  firebase: {
    claims: {
      sub: "uid-1",
      user_id: "uid-1",
      auth_time: 1_700_000_000,
      firebase: { identities: {}, sign_in_provider: "password" },
    },
    sessionId: "1700000000 uid-1",
    guest: { firebase: { identities: {}, sign_in_provider: "anonymous" } },
  },
  supabase: {
    claims: { sub: "uuid-1", role: "authenticated", aal: "aal1", session_id: "s-1", is_anonymous: false },
    sessionId: "s-1",
    guest: { is_anonymous: true },
  },
  keycloak: {
    claims: { sub: "uuid-1", typ: "ID", azp: "web", nonce: "n", at_hash: "h", sid: "s-1", acr: "1" },
    sessionId: "s-1",
  },
  cognito: {
    header: { typ: undefined },
    claims: { sub: "uuid-1", token_use: "id", origin_jti: "o-1", event_id: "e", at_hash: "h" },
    sessionId: "o-1",
  },
  "old-provider": { claims: { sub: "1", sid: "s-1", nonce: "n" }, sessionId: "s-1" },
};

describe("the verifiers on the page", async () => {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const key = { ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" };
  const options = new Map<string, JWTVerifierOptions>();

  beforeAll(async () => {
    for (const source of snippets) {
      const [, object] = /jwtVerifier\((\{.*?^\})\)/ms.exec(source) ?? [];
      const module = `export default ${object ?? "undefined"}`;
      const loaded = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as {
        default?: JWTVerifierOptions;
      };
      if (loaded.default) options.set(loaded.default.name, loaded.default);
    }
  });

  async function verify(name: string, claims: Record<string, unknown>, header?: object): Promise<unknown> {
    const given = options.get(name);
    if (!given) throw new Error(`There is no verifier ${name}`);
    const fetchKeys = async (): Promise<Response> => Response.json({ keys: [key] });
    const token = await new SignJWT({ aud: given.audience as string, iss: given.issuer, ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "k", typ: "JWT", ...header })
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(privateKey);
    const signal = new AbortController().signal;
    return jwtVerifier({ ...given, fetch: fetchKeys }).verify({ token }, { purpose: "exchange", signal });
  }

  test("are those of these providers, and no other", () => {
    expect([...options.keys()].toSorted()).toEqual(Object.keys(ISSUED).toSorted());
  });

  test.for(Object.entries(ISSUED))(
    "%s: a token of a user is taken, with its session",
    async ([name, issued]) => {
      expect(await verify(name, issued.claims, issued.header)).toMatchObject({
        ok: true,
        claims: { subject: issued.claims["sub"], sessionId: issued.sessionId },
      });
    },
  );

  test.for(Object.entries(ISSUED).filter(([, { guest }]) => guest))(
    "%s: a guest is refused (D9)",
    async ([name, { claims, guest }]) => {
      expect(await verify(name, { ...claims, ...guest })).toMatchObject({ ok: false, why: "guest" });
    },
  );

  test.for(["auth0", "keycloak", "cognito"])(
    "%s: an access token in its place is refused (D5)",
    async (name) => {
      const { claims = {} } = ISSUED[name] ?? {};
      const marks = { scope: "openid", typ: "Bearer", token_use: "access" };
      expect(await verify(name, { ...claims, ...marks })).toMatchObject({ ok: false });
    },
  );
});
