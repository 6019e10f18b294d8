import { describe, expect, test } from "vitest";
import { checkConfig } from "../../../src/cli/config/check-config.js";
import { CONFIG, ENV, HOOK, INTROSPECTION } from "./good-config.js";
import { WRONG_CONFIGS } from "./wrong-configs.js";

/** Everything that is wrong with the good config, changed. */
function wrongWith(change: Readonly<Record<string, unknown>>, dev = false): readonly string[] {
  const checked = checkConfig({ ...CONFIG, ...change }, { env: ENV, folder: "/" }, { dev });
  return "wrong" in checked ? checked.wrong : [];
}

test.each<[string, Record<string, unknown>]>([
  ["the whole of it", {}],
  ["functions", { mapUser: () => null, onMigrated: () => undefined, policy: { enabled: () => true } }],
  ["limits", { limits: { adminRate: 50, instances: 2, clientIP: () => "x", exchangesPerMinute: 9 } }],
  [
    "every kind of verifier",
    {
      verifiers: [
        HOOK,
        INTROSPECTION,
        {
          type: "cookie",
          name: "c",
          issuer: "https://c.example",
          cookie: "__Host-s",
          session: "subject",
          introspection: { endpoint: "https://c.example/i", clientAuth: { bearer: { env: "HOOK" } } },
        },
        {
          type: "jwt",
          name: "j",
          issuer: "https://j.example",
          audience: "a",
          jwks: { url: "https://j.example/jwks" },
          use: "access_token",
          session: "subject",
          liveness: "none",
        },
        { name: "own", claims: () => true, verify: () => null },
      ],
    },
  ],
  [
    "a revoker",
    {
      legacyRevocation: "server",
      legacyRevoker: {
        endpoint: "https://old.example/revoke",
        clientAuth: { clientID: "me", clientSecret: { env: "HOOK" } },
      },
    },
  ],
])("nothing is wrong with %s", (_, change) => {
  expect(wrongWith(change)).toEqual([]);
});

test("with --dev no database is needed", () => {
  const rest = { ...CONFIG, database: undefined };
  const places = { env: ENV, folder: "/" };
  expect(checkConfig(rest, places, { dev: true })).toMatchObject({
    settings: { connectionString: undefined },
  });
  expect(wrongWith({ database: undefined })).toEqual([
    expect.stringMatching(/^"database" is missing: .*--dev/),
  ]);
});

test("what is left out has its default", () => {
  const rest = { ...CONFIG, metrics: undefined };
  const checked = checkConfig(rest, { env: ENV, folder: "/" }, { dev: false });
  expect(checked).toMatchObject({
    settings: {
      listen: { host: "127.0.0.1", port: 3000 },
      metrics: undefined,
      sweepIntervalMs: 300_000,
      shutdownTimeoutMs: 25_000,
      logLevel: "info",
      basePath: "/session-migration",
    },
  });
});

describe("names the key and the fix", () => {
  test.each(WRONG_CONFIGS)("%s", (_, change, message) => {
    const wrong = wrongWith(change);
    expect(wrong).toContainEqual(expect.stringMatching(message));
    expect(wrong.join("\n")).not.toMatch(/canary|PRIVATE KEY-----\n/);
  });
});

test("everything is told at once, and each thing once", () => {
  const wrong = wrongWith({
    listen: { port: -1 },
    secret: "literal",
    authgear: { endpoint: "x", projectID: "", keyID: 3, privateKey: { env: "NOT_THERE" } },
    clients: { spa: { origins: [], cookie: "yes" }, other: { origins: ["https://o.example"] } },
    verifiers: [
      { ...HOOK, name: "", url: "ftp://x" },
      { ...INTROSPECTION, session: { claim: "jti" } },
    ],
    policy: { share: 3, closingDate: "x" },
    basePath: "x y",
    onMigrated: 1,
    sweeps: 1,
  });
  const keys = wrong.map((one) => /^"(.*?)" is /.exec(one)?.[1] ?? one);
  expect(keys.toSorted()).toEqual(
    [
      "listen.port",
      "secret",
      "authgear.endpoint",
      "authgear.projectID",
      "authgear.keyID",
      "authgear.privateKey",
      'clients["spa"].origins',
      'clients["spa"].cookie',
      "verifiers[0].name",
      "verifiers[0].url",
      "verifiers[1].session.claim",
      "policy.share",
      "policy.closingDate",
      "basePath",
      "onMigrated",
      "sweeps",
    ].toSorted(),
  );
});
