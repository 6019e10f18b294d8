import { readFileSync } from "node:fs";

/** One recorded exchange; `request` is missing where many requests led to the answer. */
export interface Exchange {
  name: string;
  request: { method: string; path: string; headers: Record<string, string>; body: unknown } | undefined;
  response: { status: number; headers: Record<string, string>; body: unknown };
}

export interface RecordedToken {
  header: unknown;
  claims: unknown;
}

export function readExchanges(): Exchange[] {
  const raw = readRecording("exchanges.json");
  if (!Array.isArray(raw)) throw new Error("exchanges.json is not a list");
  return raw.map((entry: unknown) => {
    const { name, request, response } = record(entry);
    const { status, headers, body } = record(response);
    return {
      name: String(name),
      request: request === undefined ? undefined : readRequest(record(request)),
      response: { status: Number(status), headers: strings(headers), body },
    };
  });
}

/** By the name of the placeholder. */
export function readTokens(): Map<string, RecordedToken> {
  const tokens = Object.entries(record(readRecording("tokens.json")));
  return new Map(
    tokens.map(([placeholder, value]) => {
      const { header, claims } = record(value);
      return [placeholder.replace(/^\{\{|\}\}$/g, ""), { header, claims }];
    }),
  );
}

function readRecording(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../recordings/${file}`, import.meta.url), "utf8"));
}

function readRequest({
  method,
  path,
  headers,
  body,
}: Record<string, unknown>): NonNullable<Exchange["request"]> {
  return { method: String(method), path: String(path), headers: strings(headers ?? {}), body };
}

function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value)).map(([name, text]) => [name, String(text)]));
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error("not an object in the recordings");
  return Object.fromEntries(Object.entries(value));
}
