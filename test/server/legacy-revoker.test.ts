import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  revocationEndpoint,
  revokeLegacy,
  type LegacyRevoker,
  type RevocableSession,
  type RevocationEndpointOptions,
} from "../../src/server/legacy-revoker.js";

const SESSION: RevocableSession = {
  claims: {
    name: "legacy",
    issuer: "https://legacy.example",
    subject: "user-1",
    sessionId: "session-1",
    issuedAt: 1,
    expiresAt: 2,
  },
  credential: { token: "a+b/c=" },
};

function endpoint(
  answer: () => Response | Promise<Response>,
  change: Partial<RevocationEndpointOptions> = {},
): { revoker: LegacyRevoker; sent: Request[] } {
  const sent: Request[] = [];
  const revoker = revocationEndpoint({
    endpoint: "https://legacy.example/revoke",
    clientAuth: { clientID: "exchange", clientSecret: "s" },
    fetch: async (input, init) => {
      sent.push(new Request(input, init));
      return answer();
    },
    ...change,
  });
  return { revoker, sent };
}

describe("a revocation endpoint (RFC 7009)", () => {
  it("is given the credential of this one session (R2)", async () => {
    const { revoker, sent } = endpoint(() => new Response());
    expect(await revokeLegacy(revoker, SESSION)).toBe("done");
    expect(sent).toHaveLength(1);
    expect(sent[0]?.redirect).toBe("manual");
    expect(sent[0]?.headers.get("Authorization")).toBe(`Basic ${btoa("exchange:s")}`);
    expect(await sent[0]?.text()).toBe("token=a%2Bb%2Fc%3D&token_type_hint=access_token");
  });

  it("names a public client without a secret", async () => {
    const { revoker, sent } = endpoint(() => new Response(), {
      clientAuth: { clientID: "spa" },
      tokenTypeHint: "refresh_token",
    });
    await revokeLegacy(revoker, SESSION);
    expect(sent[0]?.headers.has("Authorization")).toBe(false);
    expect(await sent[0]?.text()).toBe("token=a%2Bb%2Fc%3D&token_type_hint=refresh_token&client_id=spa");
  });

  it.each([204, 302, 400, 401, 404, 429, 500, 503])(
    "that answers %i has ended nothing (R5)",
    async (status) => {
      const { revoker } = endpoint(() => new Response(null, { status }));
      expect(await revokeLegacy(revoker, SESSION)).toBe("pending");
    },
  );

  it("that cannot be reached has ended nothing", async () => {
    const { revoker } = endpoint(() => Promise.reject(new TypeError("fetch failed")));
    expect(await revokeLegacy(revoker, SESSION)).toBe("pending");
  });

  it("is not asked about a cookie", async () => {
    const { revoker, sent } = endpoint(() => new Response());
    expect(await revokeLegacy(revoker, { ...SESSION, credential: { cookie: "a=b" } })).toBe("pending");
    expect(sent).toHaveLength(0);
  });

  it("says nothing of the token where it fails (Z10)", async () => {
    const { revoker } = endpoint(() => Promise.reject(new TypeError("a+b/c=")));
    const error: unknown = await revoker(SESSION, new AbortController().signal).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("a+b/c=");
  });

  it.each<[string, Record<string, unknown>]>([
    ["endpoint", { endpoint: "http://legacy.example/revoke" }],
    ["clientAuth.clientID", { clientAuth: {} }],
    ["tokenTypeHint", { tokenTypeHint: "id_token" }],
  ])("with a wrong %s throws a TypeError that names it", (name, change) => {
    expect(() => endpoint(() => new Response(), change)).toThrow(TypeError);
    expect(() => endpoint(() => new Response(), change)).toThrow(`"${name}" `);
  });
});

describe("a function as revoker", () => {
  it("ends the session it is given", async () => {
    const seen: RevocableSession[] = [];
    const revoker: LegacyRevoker = async (session) => void seen.push(session);
    expect(await revokeLegacy(revoker, SESSION)).toBe("done");
    expect(seen).toEqual([SESSION]);
  });

  it("that throws at once has ended nothing", async () => {
    const revoker: LegacyRevoker = () => {
      throw new Error("broken");
    };
    expect(await revokeLegacy(revoker, SESSION)).toBe("pending");
  });

  it("is not waited for once the caller gave up", async () => {
    const stop = new AbortController();
    let told = false;
    const revoker: LegacyRevoker = (_, signal) => {
      signal.addEventListener("abort", () => (told = true));
      stop.abort();
      return new Promise(() => undefined);
    };
    expect(await revokeLegacy(revoker, SESSION, stop.signal)).toBe("pending");
    expect(told).toBe(true);
  });
});
