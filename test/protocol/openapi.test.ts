import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  parseConfirmRequest,
  parseExchangeRequest,
  parseSignOutRequest,
} from "../../src/protocol/parse-request.js";
import { PROBLEM_BASE, PROBLEMS, type ProblemType } from "../../src/protocol/problem.js";
import { createWorld } from "../server/handler-under-test.js";
import {
  confirm,
  exchange,
  newKey,
  send,
  sessionID,
  signOut,
  ticket,
  type Received,
} from "../server/requests.js";
import { members, resolve, schemaErrors } from "./schema-errors.js";

const document: unknown = parse(
  readFileSync(new URL("../../src/protocol/openapi.yaml", import.meta.url), "utf8"),
);
const schema = (name: string): Record<string, unknown> => ({ $ref: `#/components/schemas/${name}` });
const problemTypes = resolve(document, "#/components/schemas/ProblemType");
const table = members(problemTypes["x-problems"]);
const world = await createWorld();
const { handler } = world;
afterEach(() => world.emulator.clearFaults());

type Path = "/" | "/confirm" | "/sign-out";

/** What an answer has that the document does not describe for this operation, or lacks. */
function undescribed(path: Path, { status, headers, body, problem }: Received): string[] {
  const operation = members(members(members(members(document).paths)[path]).post);
  const response = resolved(members(operation.responses)[String(status)]);
  const content = members(members(response.content)[headers.get("Content-Type") ?? ""]);
  const errors = content.schema
    ? schemaErrors(document, members(content.schema), body)
    : [`no answer ${status}`];
  for (const [name, header] of Object.entries(members(response.headers))) {
    const value = headers.get(name);
    if (name === "Retry-After" && value === null && !("retry_after" in body)) continue;
    errors.push(...schemaErrors(document, members(resolved(header).schema), value, name));
    if (name === "Retry-After" && value !== String(body.retry_after))
      errors.push("Retry-After is not retry_after");
  }
  if (problem === undefined) return errors;
  const row = members(table[problem]);
  const statuses = [row.status].concat(row.also ?? []);
  if (!statuses.includes(status)) errors.push(`${problem} with ${status}`);
  if (row.kind !== body.kind) errors.push(`${problem} is ${String(body.kind)}`);
  const lacking = texts(row.members).filter((member) => !(member in body));
  return [...errors, ...lacking.map((member) => `${problem} without ${member}`)];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function resolved(value: unknown): Record<string, unknown> {
  const { $ref, ...own } = members(value);
  return typeof $ref === "string" ? { ...resolve(document, $ref) } : own;
}

describe("the document", () => {
  test("lists the problems of the code, with status and kind", () => {
    const listed = Object.entries(table).map(([type, row]) => {
      const { status, kind } = members(row);
      return [type, { status, kind }];
    });
    expect(Object.fromEntries(listed)).toEqual(PROBLEMS);
    expect(problemTypes["enum"]).toEqual(Object.keys(PROBLEMS).map((type) => PROBLEM_BASE + type));
  });

  test.each([
    ["ExchangeRequest", parseExchangeRequest, { replaces: 1, subject_token: "t", subject_token_type: "t" }],
    [
      "ConfirmRequest",
      parseConfirmRequest,
      {
        session_id: "s",
        subject_token: "t",
        subject_token_type: "t",
        migration_id: crypto.randomUUID(),
        confirmation: "c".repeat(43),
      },
    ],
    [
      "SignOutRequest",
      parseSignOutRequest,
      {
        retire: 0,
        before: 1,
        subject_token: "t",
        subject_token_type: "t",
        migration_id: crypto.randomUUID(),
        confirmation: "c".repeat(43),
      },
    ],
  ] as const)("%s has the fields that are parsed, and judges them alike", (name, parseRequest, fields) => {
    const { properties } = resolve(document, `#/components/schemas/${name}`);
    const whole = { protocol: 1, client_id: "spa", ...fields };
    expect(parseRequest(whole)).toEqual({ ok: whole });
    expect(Object.keys(members(properties)).toSorted()).toEqual(Object.keys(whole).toSorted());
    const wrong = [
      null,
      "",
      {},
      [],
      -1,
      0,
      1,
      1.5,
      "x",
      "x".repeat(201),
      "x".repeat(33_000),
      2 ** 31,
      2 ** 60,
      true,
    ];
    const differences: string[] = [];
    for (const field of Object.keys(whole)) {
      for (const value of wrong) {
        const body = { ...whole, [field]: value };
        const described = schemaErrors(document, schema(name), body).length === 0;
        if ("ok" in parseRequest(body) !== described)
          differences.push(`${field}: ${JSON.stringify(value).slice(0, 40)}`);
      }
    }
    expect(differences).toEqual([]);
  });
});

describe("real answers are as the document says", () => {
  const shown = new Set<ProblemType | "ok">();
  let faults: string[] = [];
  beforeEach(() => {
    faults = [];
  });
  const show = (path: Path, answer: Received): void => {
    faults.push(...undescribed(path, answer));
    shown.add((answer.problem ?? "ok") as ProblemType | "ok");
  };

  test("of a whole migration", async () => {
    const person = await world.addUser();
    const token = world.token(person);
    const key = newKey();
    const first = await exchange(handler, token, { key });
    show("/", first);
    show("/", await exchange(handler, token, { key }));
    show("/", await exchange(handler, token));
    show("/confirm", await confirm(handler, { session_id: "other", subject_token: token }));
    show("/confirm", await confirm(handler, { session_id: sessionID(first), subject_token: token }));
    show("/", await exchange(handler, token));
    show("/sign-out", await signOut(handler, ticket(first)));
    show("/confirm", await confirm(handler, ticket(first)));
    show("/", await exchange(handler, token));
    const bare = world.instance({ authgear: { ...world.authgear, userinfo: async () => null } });
    show("/", await exchange(bare, world.token(person)));
    expect(faults).toEqual([]);
  });

  test("of refusals", async () => {
    const person = await world.addUser();
    const token = world.token(person);
    for (const path of ["/", "/confirm", "/sign-out"] as const) {
      const at = path === "/" ? "" : path;
      show(path, await send(handler, { path: at, method: "GET" }));
      show(path, await send(handler, { path: at, body: "{" }));
      show(path, await send(handler, { path: at, body: { client_id: "spa" } }));
      show(path, await send(handler, { path: at, headers: { "Content-Type": null }, body: "{}" }));
      show(path, await send(handler, { path: at, body: "x".repeat(40_000) }));
      show(path, await send(handler, { path: at, body: { protocol: 1, client_id: "spa" } }));
    }
    for (const problem of [
      "invalid-token",
      "expired-token",
      "rate-limited",
      "upstream-unavailable",
    ] as const) {
      world.answers.set(problem, {
        ok: false,
        problem,
        why: "test",
        retryAfter: problem === "rate-limited" ? 5 : 30,
      });
      show("/", await exchange(handler, problem));
      show("/sign-out", await signOut(handler, { subject_token: problem }));
    }
    for (const policy of [
      { enabled: false },
      { closingDate: new Date(0) },
      { share: 0 },
      { requiredAmr: ["mfa"] },
    ]) {
      show("/", await exchange(world.instance({ policy }), token));
    }
    const refusals = ["user-not-found", "user-unusable", "account-mismatch", "interaction-required"] as const;
    for (const refuse of refusals) {
      const refusing = world.instance({ mapUser: async () => ({ refuse, loginHint: "hint" }) });
      show("/", await exchange(refusing, world.token(await world.addUser())));
    }
    world.emulator.fault({ on: "createSession", kind: "drop-after" });
    show("/", await exchange(handler, token));
    await world.database.pool.query("UPDATE session_migration SET retry_at = NULL");
    show("/", await exchange(handler, token));
    expect(faults).toEqual([]);
  });

  test("and every problem was among them", () => {
    expect([...shown].toSorted()).toEqual([...Object.keys(PROBLEMS), "ok"].toSorted());
  });
});
