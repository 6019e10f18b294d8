import { createServer, type IncomingMessage } from "node:http";
import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { freePort } from "../setup/free-port.js";

/** What a route answers. */
export interface DoubleReply {
  status?: number;
  json?: unknown;
}

export type DoubleRoute = (
  body: Record<string, unknown>,
  request: IncomingMessage,
) => DoubleReply | Promise<DoubleReply>;

/** The few endpoints that an SDK calls, on this machine, and what can go wrong on the way to them. */
export interface HTTPDouble {
  readonly origin: string;
  /** Requests so far, as the name of their route. */
  readonly requests: string[];
  fault(what?: "cut" | 503): void;
  close(): void;
}

/** `routes` by the end of `POST /path?query`; `nameOf` adds what else tells requests apart. */
export async function startDouble(
  routes: Readonly<Record<string, DoubleRoute>>,
  nameOf: (request: IncomingMessage) => string = ({ method, url }) => `${method} ${url}`,
): Promise<HTTPDouble> {
  const port = await freePort();
  const requests: string[] = [];
  let fault: "cut" | 503 | undefined;
  const answer = async (request: IncomingMessage): Promise<DoubleReply> => {
    const name = nameOf(request);
    requests.push(name);
    const [, route] = Object.entries(routes).find(([part]) => name.includes(part)) ?? [];
    if (fault) return { status: 503, json: {} };
    const body = await text(request);
    const form = request.headers["content-type"]?.includes("urlencoded");
    const fields: unknown = form ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body || "{}");
    return (await route?.(fields as Record<string, unknown>, request)) ?? { status: 404, json: { name } };
  };
  const server = createServer((request, response) => {
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
      "access-control-allow-methods": "GET, POST",
      "content-type": "application/json",
    };
    if (fault === "cut") request.socket.destroy();
    else if (request.method === "OPTIONS") response.writeHead(204, headers).end();
    else {
      void answer(request).then(({ status = 200, json }) =>
        response.writeHead(status, headers).end(json === undefined ? "" : JSON.stringify(json)),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return {
    origin: `http://localhost:${port}`,
    requests,
    fault: (what) => void (fault = what),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A token that looks as the provider's does, for SDKs, which check no signature. */
export function unsignedJWT(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${randomBytes(8).toString("base64url")}`;
}

export function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ""] = token.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
}
