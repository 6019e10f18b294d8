import { HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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
  vi.useRealTimers();
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
    expect(arrived).toHaveLength(1);
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

describe("a patched fetch (X8)", () => {
  // As the browser's own: a method of the window or of nothing, and of nothing else.
  function strict(this: unknown): Promise<Response> {
    if (this !== undefined && this !== globalThis) throw new TypeError("Illegal invocation");
    return Promise.resolve(HttpResponse.json({ ok: 1 }));
  }

  test("the browser's own is called as it wants to be", async () => {
    vi.stubGlobal("fetch", strict);
    expect(await post()).toEqual({ status: 200, body: { ok: 1 } });
  });

  test("so is the browser's own when it is handed in unbound", async () => {
    expect(await post({ fetch: strict })).toEqual({ status: 200, body: { ok: 1 } });
  });

  test("the one that is there at the moment of the request is used", async () => {
    const late = patched(() => HttpResponse.json({ late: 1 }));
    vi.stubGlobal("fetch", late);
    expect(await post()).toEqual({ status: 200, body: { late: 1 } });
    expect(late).toHaveBeenCalledOnce();
  });

  test.for<[string, () => unknown]>([
    ["returns undefined", () => undefined],
    ["resolves to undefined", () => Promise.resolve()],
    ["resolves to null", () => Promise.resolve(null)],
    ["resolves to a text", () => Promise.resolve("ok")],
    ["resolves to something like a response", () => Promise.resolve({ ok: true, status: 200 })],
    [
      "resolves to a response whose body is used",
      async () => {
        const response = HttpResponse.json({});
        await response.text();
        return response;
      },
    ],
    [
      "throws at once",
      () => {
        throw new TypeError("Illegal invocation");
      },
    ],
    [
      "throws no error at all",
      () => {
        throw undefined as unknown as Error;
      },
    ],
    ["rejects with nothing", () => Promise.reject(undefined)],
  ])("%s", async ([, does]) => {
    const fetch = patched(does);
    expect(await post({ fetch })).toBe("network");
    expect(fetch).toHaveBeenCalledOnce();
  });

  test("none at all", async () => {
    vi.stubGlobal("fetch", undefined);
    expect(await post()).toBe("network");
  });
});

// A message says nothing: only our own time-out is one (X9).
test.for([
  "Failed to fetch",
  "Load failed",
  "NetworkError when attempting to fetch resource.",
  "The Internet connection appears to be offline.",
  "network error",
  "fetch failed",
  "cancelled",
  "The operation timed out",
  "",
])("rejecting with “%s” is a network failure, as any", async (message) => {
  for (const error of [new TypeError(message), new Error(message), new DOMException(message, "AbortError")]) {
    const fetch = patched(() => Promise.reject(error));
    expect(await post({ fetch })).toBe("network");
    expect(fetch).toHaveBeenCalledOnce();
  }
});

describe("time", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  const never = (): Promise<never> => new Promise(() => {});

  /** A body whose start arrives and whose end never does. */
  const stuckBody = (): Response =>
    new HttpResponse(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("{")) }), {
      headers: { "content-type": "application/json" },
    });

  test.for<[string, () => unknown]>([
    ["a request that is never answered, by a fetch that knows of no signal", never],
    ["a body that never ends", async () => stuckBody()],
    ["a body that cannot be read", async () => ({ ok: true, status: 200, text: never })],
  ])("%s is over in time (X2, X7)", async ([, does]) => {
    const fetch = patched(does);
    const answer = post({ fetch, timeoutMs: 5_000 });
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await Promise.race([answer, Promise.resolve("still waiting")])).toBe("still waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toBe("timeout");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("the request is told to stop", async () => {
    const fetch = patched(never);
    const answer = post({ fetch, timeoutMs: 5_000 });
    await vi.advanceTimersByTimeAsync(5_000);
    await answer;
    expect((fetch.mock.calls[0]?.[0] as Request).signal.aborted).toBe(true);
  });

  test("who asked may stop it", async () => {
    const stop = new AbortController();
    const answer = post({ fetch: patched(never), signal: stop.signal });
    await vi.advanceTimersByTimeAsync(10);
    stop.abort();
    expect(await answer).toBe("timeout");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("who stopped before it began sends nothing", async () => {
    const fetch = patched(() => HttpResponse.json({}));
    expect(await post({ fetch, signal: AbortSignal.abort() })).toBe("timeout");
    expect(fetch).not.toHaveBeenCalled();
  });

  test("no timer and no listener is left behind an answer", async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, "removeEventListener");
    expect(await post({ fetch: patched(() => HttpResponse.json({})), signal })).toEqual({
      status: 200,
      body: {},
    });
    expect([vi.getTimerCount(), removed.mock.calls.length]).toEqual([0, 1]);
  });
});
