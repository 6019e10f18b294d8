import { beforeEach, describe, expect, test } from "vitest";
import { COOKIE_ORIGIN, createWorld, ORIGIN, OTHER_ORIGIN } from "./handler-under-test.js";
import { exchange, newKey, received, send, type Sent } from "./requests.js";

const world = await createWorld();
const { handler } = world;
const person = await world.addUser();
const token = world.token(person);
const good = { protocol: 1, client_id: "spa", subject_token: token };
const keyed = (headers: Record<string, string | null> = {}): Record<string, string | null> => ({
  "Idempotency-Key": newKey(),
  ...headers,
});

beforeEach(() => {
  world.calls();
});

/** Whatever is refused here has asked nobody and written nothing. */
async function expectUntouched(): Promise<void> {
  expect(world.calls()).toEqual([]);
  expect(await world.rows()).toEqual([]);
}

describe("is refused as forbidden-origin, and no page may read it", () => {
  const cases: Record<string, Sent> = {
    "another method": { method: "GET" },
    "PUT instead of POST": { method: "PUT", body: good },
    "no Origin": { headers: keyed({ Origin: null }), body: good },
    "Origin null": { headers: keyed({ Origin: "null" }), body: good },
    "an unknown Origin (Z15)": { headers: keyed({ Origin: "https://evil.example" }), body: good },
    "an Origin that only begins like ours": {
      headers: keyed({ Origin: `${ORIGIN}.evil.example` }),
      body: good,
    },
    "an Origin in another case": { headers: keyed({ Origin: ORIGIN.toUpperCase() }), body: good },
    "an Origin of another client": { headers: keyed({ Origin: OTHER_ORIGIN }), body: good },
    "an unknown client": { headers: keyed(), body: { ...good, client_id: "nobody" } },
    "a client named as a prototype member": { headers: keyed(), body: { ...good, client_id: "constructor" } },
    "no migration header": { headers: keyed({ "Authgear-Migration": null }), body: good },
    "a migration header of another value": { headers: keyed({ "Authgear-Migration": "2" }), body: good },
    "another site (Z1)": { headers: keyed({ "Sec-Fetch-Site": "cross-site" }), body: good },
    "a made-up site": { headers: keyed({ "Sec-Fetch-Site": "same-origin, cross-site" }), body: good },
    "an unknown Origin with a wrong body": {
      headers: keyed({ Origin: "https://evil.example", "Content-Type": "text/plain" }),
      body: "x".repeat(40_000),
    },
  };
  test.each(Object.entries(cases))("%s", async (_, sent) => {
    const answer = await send(handler, sent);
    expect([answer.status, answer.problem]).toEqual([403, "forbidden-origin"]);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-allow"))).toEqual([]);
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(answer.headers.get("Vary")).toBe("Origin");
    await expectUntouched();
  });
});

test.each([
  ["an Origin that no client lists", { Origin: "https://evil.example" }],
  ["another site", { "Sec-Fetch-Site": "cross-site" }],
  ["no migration header", { "Authgear-Migration": "" }],
])("%s is refused before the body is read", async (_, wrong) => {
  let read = false;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    read = true;
    controller.close();
  };
  const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
  const right = { Origin: ORIGIN, "Authgear-Migration": "1", "Content-Type": "application/json" };
  const init = { method: "POST", headers: { ...right, ...wrong }, body, duplex: "half" };
  const answer = await received(await handler(new Request("https://app.example/session-migration", init)));
  expect(answer.problem).toBe("forbidden-origin");
  expect(read).toBe(false);
});

test("a path that is not the handler's is 404", async () => {
  const answer = await handler(
    new Request("https://app.example/session-migration/other", { method: "POST" }),
  );
  expect(answer.status).toBe(404);
});

test("a client that is called across sites says so", async () => {
  const body = { ...good, client_id: "other" };
  const headers = keyed({ Origin: OTHER_ORIGIN, "Sec-Fetch-Site": "cross-site" });
  const answer = await send(handler, { headers, body });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(OTHER_ORIGIN);
});

test("unknown members of a body are ignored", async () => {
  const answer = await send(handler, { headers: keyed(), body: { ...good, later: { deep: [1] } } });
  expect(answer.status).toBe(200);
});

test("cookies speak only for clients that are marked for them, and their answers allow credentials", async () => {
  world.answers.set(
    "sid=1",
    world.answers.get(world.token(person)) ?? { ok: false, problem: "invalid-token", why: "" },
  );
  const body = { protocol: 1, client_id: "cookie" };
  const headers = keyed({ Origin: COOKIE_ORIGIN, Cookie: "sid=1" });
  const answer = await send(handler, { headers, body });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Access-Control-Allow-Credentials")).toBe("true");
  const other = await send(handler, {
    headers: keyed({ Cookie: "sid=1" }),
    body: { protocol: 1, client_id: "spa" },
  });
  expect([other.problem, other.body["field"]]).toEqual(["invalid-request", "subject_token"]);
  const plain = await exchange(handler, world.token(person));
  expect(plain.headers.get("Access-Control-Allow-Credentials")).toBeNull();
});

test("no header of the browser reaches Authgear", async () => {
  world.sent.length = 0;
  const headers = keyed({
    "X-Forwarded-Host": "evil.example",
    Forwarded: "host=evil.example",
    Cookie: "canary=1",
  });
  const answer = await send(handler, { headers, body: { ...good, subject_token: world.token(person) } });
  expect(answer.status).toBe(200);
  const sent = JSON.stringify(world.sent.map((request) => [...request.headers]));
  expect(sent).not.toMatch(/evil\.example|canary/);
});
