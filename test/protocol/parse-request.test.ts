import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parseConfirmRequest,
  parseExchangeRequest,
  parseSignOutRequest,
} from "../../src/protocol/parse-request.js";

const exchange = { protocol: 1, client_id: "spa", subject_token: "t" };
const uuid = "8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c11";
const confirmation = "c".repeat(43);

test("whole requests come out as they are, without what is unknown", () => {
  const whole = { ...exchange, subject_token_type: "urn:t", replaces: 3 };
  expect(parseExchangeRequest({ ...whole, later: 1 })).toEqual({ ok: whole });
  const confirm = {
    protocol: 1,
    client_id: "spa",
    migration_id: uuid,
    confirmation,
    session_id: "s",
    subject_token: "t",
  };
  expect(parseConfirmRequest(confirm)).toEqual({ ok: confirm });
  const signOut = { protocol: 1, client_id: "spa", subject_token: "t", retire: 0, before: 1_790_000_000 };
  expect(parseSignOutRequest(signOut)).toEqual({ ok: signOut });
});

test.each([undefined, null, 1, "x", [], [exchange], true])("%o is no body", (body) => {
  expect(parseExchangeRequest(body)).toMatchObject({ problem: "invalid-request", field: "body" });
});

test.each([undefined, 0, 2, "1", null, true, [1]])("protocol %o is not spoken", (protocol) => {
  expect(parseExchangeRequest({ ...exchange, protocol })).toMatchObject({ problem: "unsupported-protocol" });
});

describe("a wrong field is named, its value never quoted", () => {
  const cases: [(body: unknown) => unknown, Record<string, unknown>, string][] = [
    [parseExchangeRequest, { client_id: undefined }, "client_id"],
    [parseExchangeRequest, { client_id: "" }, "client_id"],
    [parseExchangeRequest, { client_id: "canary".repeat(40) }, "client_id"],
    [parseExchangeRequest, { subject_token: "" }, "subject_token"],
    [parseExchangeRequest, { subject_token: null }, "subject_token"],
    [parseExchangeRequest, { subject_token: ["canary"] }, "subject_token"],
    [parseExchangeRequest, { subject_token: "canary\0" }, "subject_token"],
    [parseExchangeRequest, { subject_token_type: 1 }, "subject_token_type"],
    [parseExchangeRequest, { replaces: 0 }, "replaces"],
    [parseExchangeRequest, { replaces: 1.5 }, "replaces"],
    [parseExchangeRequest, { replaces: "1" }, "replaces"],
    [parseExchangeRequest, { replaces: 2 ** 31 }, "replaces"],
    [parseConfirmRequest, { migration_id: "canary", confirmation }, "migration_id"],
    [parseConfirmRequest, { migration_id: uuid, confirmation: "canary" }, "confirmation"],
    [parseConfirmRequest, { migration_id: uuid }, "confirmation"],
    [parseConfirmRequest, { confirmation }, "migration_id"],
    [parseConfirmRequest, { session_id: "" }, "session_id"],
    [parseSignOutRequest, { confirmation }, "migration_id"],
    [parseSignOutRequest, { retire: -1 }, "retire"],
    [parseSignOutRequest, { before: Number.NaN }, "before"],
  ];
  test.each(cases)("%o %o", (parse, wrong, field) => {
    const fault = parse({ ...exchange, ...wrong });
    expect(fault).toMatchObject({ problem: "invalid-request", field });
    expect(JSON.stringify(fault)).not.toContain("canary");
  });
});

test("members that are inherited are none", () => {
  const polluted: unknown = Object.assign(Object.create({ subject_token: "t", replaces: 1 }), {
    protocol: 1,
    client_id: "spa",
  });
  expect(parseExchangeRequest(polluted)).toEqual({ ok: { protocol: 1, client_id: "spa" } });
  expect(parseExchangeRequest(JSON.parse('{"__proto__":{"client_id":"spa"},"protocol":1}'))).toMatchObject({
    field: "client_id",
  });
});

test("no JSON value makes a parser throw or lets an unchecked member through", () => {
  const known = ["protocol", "client_id", "subject_token", "subject_token_type", "replaces"];
  fc.assert(
    fc.property(fc.jsonValue(), fc.dictionary(fc.constantFrom(...known), fc.jsonValue()), (any, body) => {
      expect(parseExchangeRequest(any)).toBeDefined();
      const parsed = parseExchangeRequest({ ...exchange, ...body });
      if (!("ok" in parsed)) return;
      expect(typeof parsed.ok.client_id).toBe("string");
      expect(["string", "undefined"]).toContain(typeof parsed.ok.subject_token);
    }),
    { seed: 1, numRuns: 500 },
  );
});
