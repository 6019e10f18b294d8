import { HttpResponse } from "msw";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type HttpAnswer, type HttpRequest, send } from "../../src/browser/http.js";
import { EXCHANGE_URL, exchangeServer } from "./exchange-server.js";

const { arrived, answers } = exchangeServer();

const post = (more: Partial<HttpRequest> = {}): Promise<HttpAnswer | "timeout" | "network"> =>
  send(EXCHANGE_URL, { method: "post", json: { a: 1 }, timeoutMs: 1_000, ...more });

/** A patched fetch: counts its calls, and does what the test says. */
const patched = (does: (...args: Parameters<typeof fetch>) => unknown) =>
  vi.fn<typeof fetch>((...args) => does(...args) as Promise<Response>);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("one request, one answer", () => {
  test("a JSON body arrives whole and typed, and the answer comes back unparsed", async () => {
    answers(() => HttpResponse.json({ b: [2] }));
    expect(await post()).toEqual({ status: 200, body: { b: [2] } });
    expect(arrived).toMatchObject([
      { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } },
    ]);
  });

  test("a token of 12 KB arrives whole (D5)", async () => {
    const token = "x".repeat(12_288);
    answers(() => HttpResponse.json({}));
    await post({ json: { token } });
    expect(JSON.parse(String(arrived[0]?.body))).toEqual({ token });
  });

  test("asks past every cache, follows no redirect, sends no cookies (L7, X6)", async () => {
    // The test environment's Request forgets its cache mode, so what it was made of is looked at.
    const made: (RequestInit | undefined)[] = [];
    const { Request: Original } = globalThis;
    class Watched extends Original {
      constructor(...args: ConstructorParameters<typeof Request>) {
        super(...args);
        made.push(args[1]);
      }
    }
    vi.stubGlobal("Request", Watched);
    await post({ fetch: patched(() => HttpResponse.json({})) });
    expect(made[0]).toMatchObject({ cache: "no-store", redirect: "error", credentials: "omit" });
  });

  test("credentials are the caller's choice", async () => {
    const fetch = patched(() => HttpResponse.json({}));
    await post({ fetch, credentials: "include" });
    expect(new Request(...(fetch.mock.calls[0] as [Request])).credentials).toBe("include");
  });
});

describe("what is no JSON answer", () => {
  const html = { headers: { "content-type": "text/html" } };
  test.for<[string, () => Response, HttpAnswer | "network"]>([
    ["a login page with 200", () => new HttpResponse("<p>Log in", html), { status: 200, body: undefined }],
    [
      "a gateway's page",
      () => new HttpResponse("<p>Bad", { ...html, status: 502 }),
      { status: 502, body: undefined },
    ],
    ["204", () => new HttpResponse(null, { status: 204 }), { status: 204, body: undefined }],
    [
      "JSON that is not said to be",
      () => new HttpResponse('{"a":1}', { headers: { "content-type": "text/plain" } }),
      { status: 200, body: undefined },
    ],
    [
      "JSON without any type",
      () => new HttpResponse(new TextEncoder().encode('{"a":1}')),
      { status: 200, body: undefined },
    ],
    [
      "a body that was cut",
      () => new HttpResponse('{"a":', { headers: { "content-type": "application/json" } }),
      "network",
    ],
    [
      "HTML that calls itself JSON",
      () => new HttpResponse("<p>", { headers: { "content-type": "application/json" } }),
      "network",
    ],
    [
      "an empty body that calls itself JSON",
      () => new HttpResponse("", { headers: { "content-type": "application/json" } }),
      "network",
    ],
    [
      "a problem",
      () =>
        HttpResponse.json({ t: 1 }, { status: 429, headers: { "content-type": "application/problem+json" } }),
      { status: 429, body: { t: 1 } },
    ],
  ])("%s (X5)", async ([, answer, expected]) => {
    answers(answer);
    expect(await post()).toEqual(expected);
    expect(arrived).toHaveLength(1);
  });
});

describe("exactly one request (X3)", () => {
  test.for([408, 413, 429, 500, 502, 503, 504])("status %i, with Retry-After", async (status) => {
    answers(() => HttpResponse.json({}, { status, headers: { "Retry-After": "86400" } }));
    expect(await post()).toEqual({ status, body: {} });
    expect(await send(EXCHANGE_URL, { timeoutMs: 1_000 })).toEqual({ status, body: {} });
    expect(arrived.map(({ method }) => method)).toEqual(["POST", "GET"]);
  });

  test("a network error is not asked again", async () => {
    answers(() => HttpResponse.error());
    expect(await post()).toBe("network");
    expect(await send(EXCHANGE_URL, { timeoutMs: 1_000 })).toBe("network");
    expect(arrived.map(({ method }) => method)).toEqual(["POST", "GET"]);
  });
});

describe("redirects (X6)", () => {
  test.for([301, 302, 307, 308])("%i goes nowhere, and is not taken for an answer", async (status) => {
    const Location = `${EXCHANGE_URL}/elsewhere`;
    answers(({ url }) =>
      url === Location
        ? HttpResponse.json({ stolen: 1 })
        : new HttpResponse(null, { status, headers: { Location } }),
    );
    expect(await post()).toBe("network");
    expect(arrived.map(({ url }) => url)).toEqual([EXCHANGE_URL]);
  });
});
