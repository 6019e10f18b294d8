import { HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { exchangeClient, type ExchangeClientOptions } from "../../src/browser/exchange-client.js";
import type { ExchangePort } from "../../src/migration/ports.js";
import { PROBLEM_BASE, PROBLEMS } from "../../src/protocol/problem.js";
import { replyBody, WRONG_REPLIES } from "../protocol/wrong-replies.js";
import { EXCHANGE_URL, exchangeServer } from "./exchange-server.js";

const { arrived, answers } = exchangeServer();
const KEY = "k".repeat(43);
const SENT = { subject_token: "legacy-token" };
const UNEXPECTED = { type: "lost", code: "unexpected-answer" };

const client = (options: Partial<ExchangeClientOptions> = {}): ExchangePort =>
  exchangeClient({ url: EXCHANGE_URL, clientID: "spa", timeoutMs: 1_000, ...options });
const exchange = (options: Partial<ExchangeClientOptions> = {}): ReturnType<ExchangePort["exchange"]> =>
  client(options).exchange(SENT, KEY, new AbortController().signal);
const problem = (members: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: `${PROBLEM_BASE}rate-limited`,
  kind: "transient",
  ...members,
});
const typed = (body: unknown, status: number, type: string): Response =>
  new HttpResponse(JSON.stringify(body), { status, headers: { "content-type": type } });

test("an exchange is one POST with its key, the header of ours, and the token in its body", async () => {
  answers(() => HttpResponse.json(replyBody()));
  expect(await exchange()).toEqual({ type: "reply", reply: replyBody() });
  expect(arrived).toMatchObject([{ method: "POST", url: EXCHANGE_URL }]);
  const [{ headers, body } = { headers: {}, body: "" }] = arrived;
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "authgear-migration": "1",
    "idempotency-key": KEY,
  });
  expect(JSON.parse(body)).toEqual({ protocol: 1, client_id: "spa", subject_token: "legacy-token" });
  expect(`${arrived[0]?.url}${JSON.stringify(headers)}`).not.toContain("legacy-token");
});

test.for(["confirm", "signOut"] as const)("%s goes to its own address, without a key", async (act) => {
  answers(() => HttpResponse.json({ legacy: "done" }));
  const body = { migration_id: "id", confirmation: "secret" };
  expect(await client()[act](body)).toEqual({ type: "answered", legacy: "done" });
  expect(arrived).toMatchObject([
    {
      url: `${EXCHANGE_URL}/${act === "confirm" ? "confirm" : "sign-out"}`,
      headers: { "authgear-migration": "1" },
    },
  ]);
  expect(arrived[0]?.headers).not.toHaveProperty("idempotency-key");
  expect(JSON.parse(String(arrived[0]?.body))).toEqual({ protocol: 1, client_id: "spa", ...body });
});

test.for(WRONG_REPLIES)("200 with %s is none of ours, and asked once (X5)", async ([, body]) => {
  answers(() => (body === undefined ? new HttpResponse(null) : HttpResponse.json(body as object)));
  expect(await exchange()).toEqual(UNEXPECTED);
  expect(arrived).toHaveLength(1);
});

test.for([undefined, {}, { legacy: "kept" }, replyBody(), "done"])(
  "200 with %j is no answer to a confirm (X5)",
  async (body) => {
    answers(() => (body === undefined ? new HttpResponse(null) : HttpResponse.json(body)));
    expect(await client().confirm({})).toEqual(UNEXPECTED);
  },
);

test.for([201, 202, 203, 206, 400, 500])("a good reply with %i is none (X12)", async (status) => {
  answers(() => HttpResponse.json(replyBody(), { status }));
  expect(await exchange()).toEqual(UNEXPECTED);
});

// The type decides, never the status.
test.for(Object.entries(PROBLEMS))(
  "%s is told, whatever its status (X12)",
  async ([name, { status, kind }]) => {
    for (const said of new Set([status, 400, 500])) {
      answers(() => typed(problem({ type: PROBLEM_BASE + name, kind }), said, "application/problem+json"));
      expect(await exchange()).toMatchObject({ type: "problem", problem: { type: name, kind } });
    }
  },
);

test("what the integrator has to put right is in the console, by its type alone (Z10)", async () => {
  const loud = vi.spyOn(console, "error").mockReturnValue();
  const wrong = { type: `${PROBLEM_BASE}forbidden-origin`, kind: "integrator", detail: "legacy-token" };
  answers(() => typed(wrong, 403, "application/problem+json"));
  await exchange();
  expect(loud.mock.calls).toEqual([["session-migration: forbidden-origin"]]);
  answers(() => typed(problem(), 429, "application/problem+json"));
  await exchange();
  expect(loud).toHaveBeenCalledOnce();
  loud.mockRestore();
});

test("a problem with 200 is no answer", async () => {
  answers(() => HttpResponse.json(problem()));
  expect(await exchange()).toEqual(UNEXPECTED);
});

const FOREIGN: readonly (readonly [string, (status: number) => Response])[] = [
  ["an HTML page", (status) => new HttpResponse("<p>", { status, headers: { "content-type": "text/html" } })],
  ["nothing", (status) => new HttpResponse(null, { status })],
  ["JSON of somebody else", (status) => HttpResponse.json({ message: "Forbidden" }, { status })],
  [
    "a problem of somebody else",
    (status) => typed({ type: "about:blank", status }, status, "application/problem+json"),
  ],
  ["our problem as text", (status) => typed(problem(), status, "text/plain")],
];
const STATUSES = [400, 401, 403, 404, 407, 409, 410, 429, 500, 502, 503];

test.for(FOREIGN.flatMap(([what, make]) => STATUSES.map((status) => ({ what, make, status }))))(
  "$status with $what says nothing about the user (X12)",
  async ({ make, status }) => {
    answers(() => make(status));
    expect(await exchange()).toEqual(UNEXPECTED);
    expect(arrived).toHaveLength(1);
  },
);

test("the delay is read from the body, and the header is not asked (X4)", async () => {
  const headers = { "Retry-After": "99", "content-type": "application/problem+json" };
  answers(() => new HttpResponse(JSON.stringify(problem({ retry_after: 7 })), { status: 429, headers }));
  expect(await exchange()).toMatchObject({ problem: { retryAfter: 7 } });
  answers(() => new HttpResponse(JSON.stringify(problem()), { status: 429, headers }));
  expect((await exchange()) as object).toMatchObject({ problem: { retryAfter: undefined } });
});

test("an unreachable server and a late one are told apart (X2, X7)", async () => {
  answers(() => HttpResponse.error());
  expect(await exchange()).toEqual({ type: "lost", code: "network" });
  answers(() => new Promise(() => {}));
  expect(await exchange({ timeoutMs: 20 })).toEqual({ type: "lost", code: "timeout" });
});

test("an exchange that is stopped is given up, and its key stays good (X2)", async () => {
  const stop = new AbortController();
  answers(() => {
    stop.abort();
    return new Promise(() => {});
  });
  expect(await client().exchange(SENT, KEY, stop.signal)).toEqual({ type: "lost", code: "timeout" });
});

test.for<[string, NonNullable<ExchangeClientOptions["headers"]>]>([
  ["an object", () => ({ "X-CSRF": "t", "Authgear-Migration": "0", "Idempotency-Key": "mine" })],
  ["Headers", () => new Headers({ "X-CSRF": "t" })],
  ["a list", () => [["X-CSRF", "t"]]],
  ["a promise", async () => ({ "x-csrf": "t" })],
])("further headers as %s go with each request, ours stay as they are", async ([, headers]) => {
  answers(() => HttpResponse.json(replyBody()));
  await exchange({ headers });
  await client({ headers }).confirm({});
  const ours = { "x-csrf": "t", "authgear-migration": "1" };
  expect(arrived).toMatchObject([{ headers: { ...ours, "idempotency-key": KEY } }, { headers: ours }]);
});

test.for<[string, () => HeadersInit | Promise<HeadersInit>]>([
  [
    "throws",
    () => {
      throw new Error("no CSRF token");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no CSRF token"))],
])("where headers() %s, nothing is sent and nobody is signed out", async ([, headers]) => {
  expect(await exchange({ headers })).toEqual({ type: "lost", code: "network" });
  expect(arrived).toEqual([]);
});

test.for<[RequestCredentials | undefined, RequestCredentials]>([
  // A cookie session is the cookie, and the server asks for one only where it is configured to.
  [undefined, "same-origin"],
  ["omit", "omit"],
  ["include", "include"],
])("credentials %s are sent as %s (D6)", async ([credentials, sent]) => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => HttpResponse.json(replyBody()));
  await exchange({ fetch, credentials });
  expect(fetch.mock.calls.map(([request]) => (request as Request).credentials)).toEqual([sent]);
});
