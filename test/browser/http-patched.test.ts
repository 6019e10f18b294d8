import { HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type HttpAnswer, type HttpRequest, send } from "../../src/browser/http.js";
import { EXCHANGE_URL } from "./exchange-server.js";

const post = (more: Partial<HttpRequest> = {}): Promise<HttpAnswer | "timeout" | "network"> =>
  send(EXCHANGE_URL, { method: "post", json: { a: 1 }, timeoutMs: 1_000, ...more });

/** A patched fetch: counts its calls, and does what the test says. */
const patched = (does: (...args: Parameters<typeof fetch>) => unknown) =>
  vi.fn<typeof fetch>((...args) => does(...args) as Promise<Response>);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
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
    const [request] = fetch.mock.calls[0] ?? [];
    expect(request instanceof Request && request.signal.aborted).toBe(true);
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
