import type { Answer, ExchangePort } from "../migration/ports.js";
import { parseProblem } from "../protocol/parse-problem.js";
import { parseExchangeReply, parseLegacyReply } from "../protocol/parse-reply.js";
import { IDEMPOTENCY_KEY_HEADER, MIGRATION_HEADER, PROTOCOL } from "../protocol/wire.js";
import { type HttpAnswer, send } from "./http.js";

export interface ExchangeClientOptions {
  url: string;
  clientID: string;
  headers?: (() => HeadersInit | Promise<HeadersInit>) | undefined;
  credentials?: RequestCredentials | undefined;
  fetch?: typeof fetch | undefined;
  /** Milliseconds for one request, body included. */
  timeoutMs: number;
}

/** What an answer of the exchange server is: a reply or a problem of this protocol, or none of ours (X5, X12). */
export function judge(
  answer: HttpAnswer | "timeout" | "network",
  parse: (body: unknown) => Answer | false,
): Answer {
  if (typeof answer === "string") return { type: "lost", code: answer };
  const { status, body } = answer;
  const problem = status === 200 ? undefined : parseProblem(body);
  // A mistake of whoever set up the page or the server, who looks here first; it names no more than the type.
  if (problem?.kind === "integrator") console.error(`session-migration: ${problem.type}`);
  if (problem) return { type: "problem", problem };
  return (status === 200 && parse(body)) || { type: "lost", code: "unexpected-answer" };
}

function exchanged(body: unknown): Answer | false {
  const reply = parseExchangeReply(body);
  return !!reply && { type: "reply", reply };
}

function answered(body: unknown): Answer | false {
  const legacy = parseLegacyReply(body);
  return !!legacy && { type: "answered", legacy };
}

/** The exchange server over HTTP (protocol sections 1 to 3). */
export function exchangeClient({
  url,
  clientID,
  headers,
  credentials = "same-origin",
  ...init
}: ExchangeClientOptions): ExchangePort {
  const post = async (
    path: string,
    body: object,
    parse: (body: unknown) => Answer | false,
    key?: string,
    signal?: AbortSignal,
  ): Promise<Answer> => {
    try {
      const all = new Headers(await headers?.());
      all.set(MIGRATION_HEADER, "1");
      if (key) all.set(IDEMPOTENCY_KEY_HEADER, key);
      const json = { protocol: PROTOCOL, client_id: clientID, ...body };
      return judge(
        await send(url + path, { ...init, credentials, method: "post", headers: all, json, signal }),
        parse,
      );
    } catch {
      return { type: "lost", code: "network" };
    }
  };
  return {
    exchange: (body, key, signal) => post("", body, exchanged, key, signal),
    confirm: (body) => post("/confirm", body, answered),
    signOut: (body) => post("/sign-out", body, answered),
  };
}
