import { describe, expect, test } from "vitest";
import { createMigrationHandler } from "../../src/server/handler.js";
import type { MigrationHandlerOptions } from "../../src/server/handler-options.js";
import { legacyAccounts } from "../../src/server/ledger/legacy-accounts.js";
import { postgresLedger } from "../../src/server/ledger/postgres-ledger.js";
import type { Verifier } from "../../src/server/verify/verifier.js";
import { adminProject } from "./authgear-admin/admin-project.js";

const { authgear, privateKey } = await adminProject();
const ledger = postgresLedger({ pool: { connect: () => Promise.reject(new Error("not connected")) } });
const verifier: Verifier = {
  name: "legacy",
  claims: () => true,
  verify: async () => ({ ok: false, problem: "invalid-token", why: "test" }),
};
const SECRET = "canary-canary-canary-canary-canary";
const good: MigrationHandlerOptions = {
  authgear,
  clients: { spa: { origins: ["https://app.example"] } },
  verifiers: verifier,
  ledger,
  secret: SECRET,
};

function build(wrong: Record<string, unknown>): () => unknown {
  return () => createMigrationHandler({ ...good, ...wrong });
}

test("good options make a handler, without asking anybody", () => {
  expect(build({})).not.toThrow();
  expect(build({ secret: new Uint8Array(32), basePath: "/", verifiers: [verifier] })).not.toThrow();
  expect(
    build({ authgear: { endpoint: "https://p.example", projectID: "p", keyID: "k", privateKey } }),
  ).not.toThrow();
});

describe("a wrong option throws at once, and the message names it", () => {
  const clients = (spa: unknown): Record<string, unknown> => ({ clients: { spa } });
  const cases: [Record<string, unknown>, string][] = [
    [{ ledger: undefined }, '"ledger" is missing'],
    [{ ledger: {} }, '"ledger" is'],
    [{ authgear: undefined }, '"authgear" is missing'],
    [{ authgear: { endpoint: "http://p.example", projectID: "p", keyID: "k", privateKey } }, '"endpoint"'],
    [{ clients: {} }, '"clients"'],
    [{ clients: undefined }, '"clients" is missing'],
    [clients({}), '"clients["spa"].origins" is missing'],
    [clients({ origins: [] }), '"clients["spa"].origins" is an empty list'],
    [clients({ origins: ["*"] }), '"clients["spa"].origins" is "*"'],
    [clients({ origins: ["null"] }), '"clients["spa"].origins"'],
    [clients({ origins: ["https://app.example/"] }), "https://app.example"],
    [clients({ origins: ["https://App.example"] }), "https://app.example"],
    [clients({ origins: ["https://app.example/path"] }), '"clients["spa"].origins"'],
    [clients({ origins: ["http://app.example"] }), "https"],
    [clients({ origins: ["https://app.example"], cookie: "yes" }), '"clients["spa"].cookie" is "yes"'],
    [{ verifiers: [] }, '"verifiers" is an empty list'],
    [{ verifiers: undefined }, '"verifiers"'],
    [{ verifiers: [verifier, verifier] }, '"verifiers" is "legacy"'],
    [{ secret: undefined }, '"secret" is missing or shorter than 32 bytes'],
    [{ secret: "canary" }, '"secret" is missing or shorter than 32 bytes'],
    [{ basePath: "session" }, '"basePath" is "session"'],
    [{ basePath: "/a?b" }, '"basePath"'],
    [{ legacyRevocation: "both" }, '"legacyRevocation" is "both"'],
    [{ legacyRevocation: "server" }, '"legacyRevoker" is missing'],
    [{ legacyRevoker: "url" }, '"legacyRevoker" is "url"'],
    [{ mapUser: {} }, '"mapUser" is'],
    [{ onMigrated: 1 }, '"onMigrated" is 1'],
    [{ log: "console" }, '"log" is "console"'],
    [{ count: {} }, '"count" is'],
    [{ policy: null }, '"policy" is null'],
    [{ policy: 5 }, '"policy" is 5'],
    [{ policy: { enabled: "no" } }, '"policy.enabled" is "no"'],
    [{ policy: { closingDate: "2027-01-01" } }, '"policy.closingDate" is "2027-01-01"'],
    [{ policy: { closingDate: new Date(Number.NaN) } }, '"policy.closingDate"'],
    [{ policy: { issuedBefore: 5 } }, '"policy.issuedBefore" is 5'],
    [{ policy: { share: 10 } }, '"policy.share" is 10'],
    [{ policy: { maxSessionAgeSeconds: "60" } }, '"policy.maxSessionAgeSeconds" is "60"'],
    [{ policy: { shareSalt: 7 } }, '"policy.shareSalt" is 7'],
    [{ policy: { longestTokenLifeSeconds: "60" } }, '"policy.longestTokenLifeSeconds" is "60"'],
    [{ policy: { maxSessionAgeSeconds: 0 } }, '"policy.maxSessionAgeSeconds" is 0'],
    [{ policy: { requiredAmr: [1] } }, '"policy.requiredAmr"'],
    [
      { policy: { closingDate: new Date(), longestTokenLifeSeconds: -1 } },
      '"policy.longestTokenLifeSeconds" is -1',
    ],
  ];
  test.each(cases)("%o", (wrong, message) => {
    expect(build(wrong)).toThrow(TypeError);
    expect(build(wrong)).toThrow(message);
    expect(build(wrong)).not.toThrow("canary");
  });

  test("a ledger without a pool, legacy accounts without a secret", () => {
    expect(() => postgresLedger({} as never)).toThrow('"pool" is missing');
    expect(() => legacyAccounts({ ledger, secret: "short" })).toThrow('"secret"');
  });
});

test("a log or a counter that throws does not fail a request", async () => {
  const fail = (): never => {
    throw new Error("disk full");
  };
  const handler = createMigrationHandler({ ...good, log: fail, count: fail });
  const answer = await handler(new Request("https://app.example/session-migration", { method: "POST" }));
  expect(answer.status).toBe(403);
});

test("a store that does not answer is upstream-unavailable", async () => {
  const claims = { issuer: "i", subject: "s", sessionId: "n", issuedAt: 0, expiresAt: 0, name: "legacy" };
  const verify: Verifier["verify"] = async () => ({ ok: true, claims });
  const handler = createMigrationHandler({ ...good, verifiers: { ...verifier, verify } });
  const headers = {
    Origin: "https://app.example",
    "Content-Type": "application/json",
    "Authgear-Migration": "1",
    "Idempotency-Key": "k".repeat(22),
  };
  const body = JSON.stringify({ protocol: 1, client_id: "spa", subject_token: "t" });
  const request = new Request("https://app.example/session-migration", { method: "POST", headers, body });
  const answer = await handler(request);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ kind: "transient", retry_after: 30 });
});
