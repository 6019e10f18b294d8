import { expect, test } from "vitest";
import { parseProblem } from "../../src/protocol/parse-problem.js";
import { PROBLEM_BASE, PROBLEMS, type ProblemType } from "../../src/protocol/problem.js";

const body = (members: Record<string, unknown> = {}): unknown => ({
  type: `${PROBLEM_BASE}rate-limited`,
  kind: "transient",
  title: "Rate limited",
  status: 429,
  ...members,
});

test.for(Object.entries(PROBLEMS))("%s is known with its kind", ([name, { kind }]) => {
  expect(parseProblem(body({ type: PROBLEM_BASE + name, kind }))).toMatchObject({ type: name, kind });
});

test("keeps what a client acts on, and nothing else", () => {
  const members = { retry_after: 30, attempt: 2, reason: "login", login_hint: "a@b.example", detail: "x" };
  expect(parseProblem(body(members))).toEqual({
    type: "rate-limited",
    kind: "transient",
    retryAfter: 30,
    attempt: 2,
    reason: "login",
    loginHint: "a@b.example",
  });
});

test("leaves out members of the wrong type", () => {
  const members = { retry_after: "30", attempt: null, reason: 5, login_hint: {} };
  expect(parseProblem(body(members))).toEqual({ type: "rate-limited", kind: "transient" });
});

test("a type of a later version keeps its kind, which says what to do", () => {
  const problem = parseProblem(body({ type: `${PROBLEM_BASE}of-a-later-version` }));
  expect(problem).toEqual({ type: "of-a-later-version" as ProblemType, kind: "transient" });
});

// Anybody on the way can answer a status with a JSON body (X12).
test.for<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a text", "forbidden"],
  ["a number", 403],
  ["a list", [body()]],
  ["an empty object", {}],
  ["a gateway's error", { message: "Forbidden", error: "Forbidden", statusCode: 403 }],
  ["another problem of RFC 9457", body({ type: "about:blank" })],
  ["a type of another base", body({ type: "https://example.com/problem:rate-limited" })],
  ["a type behind another base", body({ type: `x${PROBLEM_BASE}rate-limited` })],
  ["the base alone", body({ type: PROBLEM_BASE })],
  ["a name without the base", body({ type: "rate-limited" })],
  ["no type", body({ type: undefined })],
  ["no kind", body({ kind: undefined })],
  ["an unknown kind", body({ kind: "terminal" })],
  ["a kind with more behind it", body({ kind: "transient " })],
  ["a kind that is a number", body({ kind: 1 })],
])("%s is no problem of ours", ([, value]) => {
  expect(parseProblem(value)).toBeUndefined();
});
