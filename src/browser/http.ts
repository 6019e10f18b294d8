import ky from "ky";
import { wait } from "./wait.js";

/** How long, in milliseconds, a failure may be a page that goes away: WebKit fails its requests before it is told (L3). */
const LEAVING = 100;

/** An answer as it came, its JSON body unparsed by any schema; `undefined`: not JSON. */
export interface HttpAnswer {
  status: number;
  body: unknown;
}

export interface HttpRequest {
  method?: "get" | "post";
  headers?: HeadersInit | undefined;
  json?: unknown;
  body?: URLSearchParams;
  credentials?: RequestCredentials | undefined;
  fetch?: typeof fetch | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs: number;
}

/**
 * One request, one answer: nothing is retried (X3) or redirected (X6), nothing is read from or left in a cache (L7).
 * Never rejects: every failure that is not a time-out is `network` (X9), also a patched fetch that answers
 * something else (X8). The error of the HTTP library holds the request, so it goes no further (Z10).
 */
export async function send(url: string, request: HttpRequest): Promise<HttpAnswer | "timeout" | "network"> {
  const { timeoutMs, signal, headers = {}, credentials = "omit", fetch, ...init } = request;
  const late = new AbortController();
  const stop = (): void => late.abort();
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener("abort", stop);
  const ask = async (): Promise<HttpAnswer> => {
    const response = await ky(url, {
      ...init,
      credentials,
      // Called as a plain function: the browser's own refuses to be a method of anything else (X8).
      fetch: (...args) => (fetch ?? globalThis.fetch)(...args),
      headers,
      cache: "no-store",
      redirect: "error",
      retry: 0,
      signal: late.signal,
      throwHttpErrors: false,
      timeout: false,
    });
    const text = await response.text();
    const json = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, body: json ? JSON.parse(text) : undefined };
  };
  try {
    if (signal?.aborted) return "timeout";
    // A patched fetch may not know of signals.
    return await Promise.race([
      ask(),
      new Promise<never>((_, reject) => late.signal.addEventListener("abort", reject)),
    ]);
  } catch {
    if (late.signal.aborted) return "timeout";
    await wait(LEAVING);
    return "network";
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
