import { expect, test } from "vitest";
import {
  parseConfirmRequest,
  parseExchangeRequest,
  parseSignOutRequest,
} from "../../src/protocol/parse-request.js";

const BASE = { protocol: 1, client_id: "spa" };
const BY = { migration_id: "7b0f6d5e-4a86-4a55-9a54-0d6f1f5b9f01", confirmation: "c".repeat(43) };
const PARSERS = {
  exchange: parseExchangeRequest,
  confirm: parseConfirmRequest,
  "sign-out": parseSignOutRequest,
};
type Act = keyof typeof PARSERS;

test.for<[Act, object]>([
  ["exchange", {}],
  ["exchange", { subject_token: "t", subject_token_type: "urn:x", replaces: 1 }],
  ["exchange", { subject_token: "x".repeat(12_288) }],
  ["confirm", BY],
  ["confirm", { ...BY, subject_token: "t" }],
  ["confirm", { session_id: "sid", subject_token: "t" }],
  ["sign-out", BY],
  ["sign-out", { subject_token: "t", retire: 0 }],
  ["sign-out", { subject_token: "t", before: 1_790_000_000 }],
])("%s takes %j whole, and nothing beside it", ([act, members]) => {
  const body = { ...BASE, ...members };
  expect(PARSERS[act]({ ...body, later: 1 })).toEqual({ ok: body });
});

test.for([undefined, null, "{}", 1, [BASE]])("%j is no body", (body) => {
  for (const parse of Object.values(PARSERS)) {
    expect(parse(body)).toMatchObject({ problem: "invalid-request", field: "body" });
  }
});

test.for([undefined, 0, 2, "1", null])("protocol %j is not spoken", (protocol) => {
  for (const parse of Object.values(PARSERS)) {
    expect(parse({ ...BASE, protocol })).toMatchObject({
      problem: "unsupported-protocol",
      field: "protocol",
    });
  }
});

test.for<[Act, string, unknown]>([
  ["exchange", "client_id", undefined],
  ["exchange", "client_id", ""],
  ["exchange", "client_id", "x".repeat(201)],
  ["exchange", "subject_token", 5],
  ["exchange", "subject_token", ""],
  ["exchange", "subject_token", "a\0b"],
  ["exchange", "subject_token", "x".repeat(32_769)],
  ["exchange", "replaces", 0],
  ["exchange", "replaces", 1.5],
  ["exchange", "replaces", "1"],
  ["exchange", "replaces", 2_147_483_648],
  ["confirm", "migration_id", "not-a-uuid"],
  ["confirm", "confirmation", "c".repeat(42)],
  ["confirm", "session_id", null],
  ["sign-out", "retire", -1],
  ["sign-out", "before", -1],
  ["sign-out", "before", "yesterday"],
])("%s: a wrong %s is named, and its value is not quoted (Z9)", ([act, field, value]) => {
  const fault = PARSERS[act]({ ...BASE, ...(act !== "exchange" && BY), [field]: value });
  expect(fault).toMatchObject({ problem: "invalid-request", field });
  const detail = "ok" in fault ? "" : fault.detail;
  expect(detail.startsWith(`${field} must be `)).toBe(true);
  expect(typeof value === "string" && value.length > 3 && detail.includes(value)).toBe(false);
});

test.for(["confirm", "sign-out"] as const)("%s: id and confirmation stand together", (act) => {
  const { migration_id, confirmation } = BY;
  expect(PARSERS[act]({ ...BASE, migration_id })).toMatchObject({ field: "confirmation" });
  expect(PARSERS[act]({ ...BASE, confirmation })).toMatchObject({ field: "migration_id" });
});

test("members that are inherited are none", () => {
  expect(parseExchangeRequest(Object.create(BASE))).toMatchObject({ problem: "unsupported-protocol" });
});
