import { randomBytes } from "node:crypto";
import { PROBLEM_BASE } from "../../src/protocol/problem.js";
import { BASE, ORIGIN } from "./handler-under-test.js";

export type Handle = (request: Request) => Promise<Response>;

export interface Sent {
  path?: "" | "/confirm" | "/sign-out";
  method?: string;
  /** Headers that differ; null takes one away. */
  headers?: Record<string, string | null>;
  /** Text is sent as it is. */
  body?: unknown;
}

/** An answer with its body read. */
export interface Received {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  /** Name of the problem type, without its base. */
  problem: string | undefined;
}

export function newKey(): string {
  return randomBytes(16).toString("base64url");
}

/** A POST as the browser half sends it, changed where the test says so. */
export async function send(
  handle: Handle,
  { path = "", method = "POST", headers = {}, body }: Sent,
): Promise<Received> {
  const all = new Headers({ Origin: ORIGIN, "Content-Type": "application/json", "Authgear-Migration": "1" });
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const withBody = method !== "GET" && method !== "HEAD" && body !== undefined;
  return received(
    await handle(new Request(BASE + path, { method, headers: all, ...(withBody ? { body: text } : {}) })),
  );
}

export async function received(response: Response): Promise<Received> {
  const text = await response.text();
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  const type = typeof body["type"] === "string" ? body["type"] : undefined;
  return {
    status: response.status,
    headers: response.headers,
    body,
    problem: type?.replace(PROBLEM_BASE, ""),
  };
}

export function exchange(
  handle: Handle,
  token: string,
  { key = newKey(), replaces, clientID = "spa" }: { key?: string; replaces?: number; clientID?: string } = {},
): Promise<Received> {
  const body = {
    protocol: 1,
    client_id: clientID,
    subject_token: token,
    ...(replaces === undefined ? {} : { replaces }),
  };
  return send(handle, { headers: { "Idempotency-Key": key }, body });
}

export function confirm(handle: Handle, body: Record<string, unknown>): Promise<Received> {
  return send(handle, { path: "/confirm", body: { protocol: 1, client_id: "spa", ...body } });
}

export function signOut(handle: Handle, body: Record<string, unknown>): Promise<Received> {
  return send(handle, { path: "/sign-out", body: { protocol: 1, client_id: "spa", ...body } });
}

/** What the browser keeps of an exchange. */
export function ticket({ body }: Received): { migration_id: unknown; confirmation: unknown } {
  return { migration_id: body["migration_id"], confirmation: body["confirmation"] };
}

export function refreshToken({ body }: Received): string {
  const { refresh_token } = Object(body["session"]) as { refresh_token?: unknown };
  return typeof refresh_token === "string" ? refresh_token : "";
}

export function sessionID(answer: Received): string {
  return refreshToken(answer).split(".")[0] ?? "";
}
