import { UpstreamFailure } from "./upstream-failure.js";
import { withDeadline } from "./with-deadline.js";

export interface UpstreamCall {
  url: string | URL;
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Milliseconds for everything, the body included. */
  deadlineMs: number;
  /** Largest body that is read, in bytes. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
  fetch?: typeof fetch | undefined;
}

export interface UpstreamAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * One request to a configured address: no redirect is followed (a 3xx is an answer like any other), no retry, a deadline and
 * a limit for the body. Plain `fetch`, which keeps connections alive by itself: of ky, whose `engines` asks for a later Node than
 * this server half needs, nothing would be used but its defaults turned off.
 * @throws UpstreamFailure
 */
export async function callUpstream(call: UpstreamCall): Promise<UpstreamAnswer> {
  return withDeadline(call.deadlineMs, call.signal, (signal) => exchange(call, signal));
}

async function exchange(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
  const send = call.fetch ?? globalThis.fetch;
  try {
    const response = await send(call.url, {
      method: call.method ?? "GET",
      headers: { Accept: "application/json", ...call.headers },
      ...(call.body === undefined ? {} : { body: call.body }),
      redirect: "manual",
      credentials: "omit",
      signal,
    });
    return {
      status: response.status,
      headers: response.headers,
      text: await readText(response, call.maxBytes),
    };
  } catch (error) {
    if (error instanceof UpstreamFailure) throw error;
    throw new UpstreamFailure(neverSent(error) ? "unreachable" : "network");
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  if (!response.body) return text;
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBytes) {
      // Nobody waits for the rest, nor cares how its transfer ends.
      reader.cancel().catch(() => undefined);
      throw new UpstreamFailure("too-large");
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function neverSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN";
}
