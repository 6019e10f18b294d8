import { expect, test, vi } from "vitest";
import type * as http from "../../src/browser/http.js";

// Stubbed before anything is imported: the HTTP library looks at it once.
const without = (target: typeof AbortSignal, name: string): unknown =>
  name === "any" ? undefined : Reflect.get(target, name);
vi.stubGlobal("AbortSignal", new Proxy(AbortSignal, { get: without }));
const { send }: typeof http = await import("../../src/browser/http.js");

const ENDPOINT = "http://app.localhost/session-migration";

test("asks without AbortSignal.any (F7)", async () => {
  const fetch = async (): Promise<Response> => Response.json({ a: 1 });
  expect(await send(ENDPOINT, { fetch, timeoutMs: 1_000 })).toEqual({ status: 200, body: { a: 1 } });
});

test("is over in time, and tells the request to stop, without AbortSignal.any (X2)", async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(() => new Promise(() => {}));
  expect(await send(ENDPOINT, { fetch, timeoutMs: 1 })).toBe("timeout");
  const [request] = fetch.mock.calls[0] ?? [];
  expect(request instanceof Request && request.signal.aborted).toBe(true);
});
