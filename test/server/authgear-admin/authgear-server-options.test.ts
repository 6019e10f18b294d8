import { generateKeyPair, exportJWK, exportPKCS8 } from "jose";
import { describe, expect, it } from "vitest";
import {
  checkAuthgearServerOptions,
  type AuthgearServerOptions,
} from "../../../src/server/authgear-admin/authgear-server-options.js";
import { createAuthgearServer } from "../../../src/server/authgear-admin/create-authgear-server.js";

const PEM = "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----";

function check(change: Record<string, unknown> = {}): ReturnType<typeof checkAuthgearServerOptions> {
  const options: AuthgearServerOptions = {
    endpoint: "https://project.authgear.example",
    projectID: "project",
    keyID: "key",
    privateKey: PEM,
  };
  return checkAuthgearServerOptions({ ...options, ...change });
}

describe("the options of the Authgear client", () => {
  it("call the Admin API at the public origin, within 8 and 2 seconds, unless told otherwise (fact 11)", () => {
    expect(check()).toMatchObject({
      adminEndpoint: "https://project.authgear.example",
      adminMs: 8000,
      proofMs: 2000,
    });
  });

  it.each([
    "http://authgear-admin:3002",
    "http://admin.internal",
    "http://localhost:3002/",
    "https://admin.example",
  ])("take %s as adminEndpoint", (adminEndpoint) => {
    expect(check({ adminEndpoint }).adminEndpoint).toBe(adminEndpoint.replace(/\/$/, ""));
  });

  it.each<[string, Record<string, unknown>]>([
    ["endpoint", { endpoint: undefined }],
    ["endpoint", { endpoint: "http://project.authgear.example" }],
    ["endpoint", { endpoint: "https://project.authgear.example/path" }],
    ["adminEndpoint", { adminEndpoint: "http://admin.example" }],
    ["adminEndpoint", { adminEndpoint: "http://admin/path" }],
    ["adminEndpoint", { adminEndpoint: "http://10.0.0.1" }],
    ["adminEndpoint", { adminEndpoint: null }],
    ["projectID", { projectID: "" }],
    ["keyID", { keyID: undefined }],
    ["privateKey", { privateKey: undefined }],
    ["privateKey", { privateKey: "canary" }],
    ["privateKey", { privateKey: PEM.replaceAll("PRIVATE", "RSA PRIVATE") }],
    ["privateKey", { privateKey: { kty: "RSA", n: "canary", e: "AQAB" } }],
    ["privateKey", { privateKey: { kty: "EC", d: "canary" } }],
    ["deadlines.adminMs", { deadlines: { adminMs: 9000 } }],
    ["deadlines.proofMs", { deadlines: { proofMs: 0 } }],
  ])("throw a TypeError that names %s and no part of a key: %j", (name, change) => {
    expect(() => check(change)).toThrow(TypeError);
    expect(() => check(change)).toThrow(`"${name}" `);
    expect(() => check(change)).not.toThrow(/canary/);
  });

  it("refuse a CryptoKey that cannot sign RS256", async () => {
    const { publicKey } = await generateKeyPair("RS256");
    expect(() => check({ privateKey: publicKey })).toThrow(
      /^"privateKey" is a CryptoKey that cannot sign RS256/,
    );
    const { privateKey } = await generateKeyPair("PS256");
    expect(() => check({ privateKey })).toThrow(/^"privateKey" /);
  });

  it("take the key as PEM, JWK or CryptoKey", async () => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    for (const key of [await exportPKCS8(privateKey), await exportJWK(privateKey), privateKey]) {
      const sent: string[] = [];
      const authgear = createAuthgearServer({
        endpoint: "https://project.authgear.example",
        projectID: "project",
        keyID: "key",
        privateKey: key,
        fetch: async (input, init) => {
          sent.push(new Request(input, init).headers.get("Authorization") ?? "");
          return Response.json({ data: { node: null } });
        },
      });
      expect(await authgear.userByID("x", { sessions: false })).toBeNull();
      expect(sent[0]).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
    }
  });
});
