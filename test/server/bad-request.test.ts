import { beforeEach, describe, expect, test } from "vitest";
import { createWorld, ORIGIN } from "./handler-under-test.js";
import { newKey, send, type Sent } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const token = world.token(await world.addUser());
const good = { protocol: 1, client_id: "spa", subject_token: token };
const keyed = (headers: Record<string, string | null> = {}): Record<string, string | null> => ({
  "Idempotency-Key": newKey(),
  ...headers,
});

beforeEach(() => {
  world.calls();
});

describe("is refused so that the page can read why (V12)", () => {
  const cases: Record<string, [Sent, number, string, string]> = {
    "another content type": [
      { headers: keyed({ "Content-Type": "text/plain" }), body: good },
      415,
      "invalid-request",
      "Content-Type",
    ],
    "no content type": [
      { headers: keyed({ "Content-Type": "" }), body: good },
      415,
      "invalid-request",
      "Content-Type",
    ],
    "another charset": [
      { headers: keyed({ "Content-Type": "application/json; charset=utf-16" }), body: good },
      415,
      "invalid-request",
      "Content-Type",
    ],
    "a packed body": [
      { headers: keyed({ "Content-Encoding": "gzip" }), body: good },
      415,
      "invalid-request",
      "Content-Type",
    ],
    "a body above 32 KB": [
      { headers: keyed(), body: { ...good, more: "x".repeat(33_000) } },
      413,
      "invalid-request",
      "body",
    ],
    "no body": [{ headers: keyed() }, 400, "invalid-request", "body"],
    "broken JSON": [{ headers: keyed(), body: '{"protocol":1' }, 400, "invalid-request", "body"],
    "a list": [{ headers: keyed(), body: [good] }, 400, "invalid-request", "body"],
    null: [{ headers: keyed(), body: "null" }, 400, "invalid-request", "body"],
    "a member named twice": [
      { headers: keyed(), body: `{"protocol":1,"client_id":"spa","subject_token":"a","subject_token":"b"}` },
      400,
      "invalid-request",
      "body",
    ],
    "a client twice, once escaped": [
      { headers: keyed(), body: String.raw`{"protocol":1,"client_id":"spa","client\u005fid":"other"}` },
      400,
      "invalid-request",
      "body",
    ],
    "no client": [
      { headers: keyed(), body: { protocol: 1, subject_token: token } },
      400,
      "invalid-request",
      "client_id",
    ],
    "a client that is a number": [
      { headers: keyed(), body: { ...good, client_id: 7 } },
      400,
      "invalid-request",
      "client_id",
    ],
    "a client that is inherited": [
      { headers: keyed(), body: `{"protocol":1,"subject_token":"t","__proto__":{"client_id":"spa"}}` },
      400,
      "invalid-request",
      "client_id",
    ],
    "no protocol": [
      { headers: keyed(), body: { client_id: "spa", subject_token: token } },
      400,
      "unsupported-protocol",
      "protocol",
    ],
    "another protocol": [
      { headers: keyed(), body: { ...good, protocol: 2 } },
      400,
      "unsupported-protocol",
      "protocol",
    ],
    "a token that is an object": [
      { headers: keyed(), body: { ...good, subject_token: {} } },
      400,
      "invalid-request",
      "subject_token",
    ],
    "no token": [
      { headers: keyed(), body: { protocol: 1, client_id: "spa" } },
      400,
      "invalid-request",
      "subject_token",
    ],
    "replaces 0": [{ headers: keyed(), body: { ...good, replaces: 0 } }, 400, "invalid-request", "replaces"],
    "no key": [
      { headers: keyed({ "Idempotency-Key": null }), body: good },
      400,
      "invalid-request",
      "Idempotency-Key",
    ],
    "a short key": [
      { headers: keyed({ "Idempotency-Key": "a".repeat(21) }), body: good },
      400,
      "invalid-request",
      "Idempotency-Key",
    ],
    "a long key": [
      { headers: keyed({ "Idempotency-Key": "a".repeat(65) }), body: good },
      400,
      "invalid-request",
      "Idempotency-Key",
    ],
    "two keys": [
      { headers: keyed({ "Idempotency-Key": `${newKey()}, ${newKey()}` }), body: good },
      400,
      "invalid-request",
      "Idempotency-Key",
    ],
    "a key of other characters": [
      { headers: keyed({ "Idempotency-Key": "a+/b".repeat(8) }), body: good },
      400,
      "invalid-request",
      "Idempotency-Key",
    ],
  };
  test.each(Object.entries(cases))("%s", async (_, [sent, status, problem, field]) => {
    const answer = await send(handler, sent);
    expect([answer.status, answer.problem, answer.body["field"]]).toEqual([status, problem, field]);
    expect(answer.body).toMatchObject({ status, kind: "integrator" });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(ORIGIN);
    expect(answer.headers.get("Access-Control-Expose-Headers")).toBe("Retry-After");
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(world.calls()).toEqual([]);
    expect(await world.rows()).toEqual([]);
  });

  test("a body that is no UTF-8", async () => {
    const headers = { Origin: ORIGIN, "Authgear-Migration": "1", "Content-Type": "application/json" };
    const body = Buffer.concat([
      Buffer.from('{"protocol":1,"client_id":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    const answer = await handler(
      new Request("https://app.example/session-migration", { method: "POST", headers, body }),
    );
    expect(answer.status).toBe(400);
  });
});
