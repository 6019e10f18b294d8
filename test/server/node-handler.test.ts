import { createServer, request as nodeRequest, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { toNodeHandler } from "../../src/server/node-handler.js";
import { createWorld, ORIGIN } from "./handler-under-test.js";
import { newKey } from "./requests.js";

const world = await createWorld();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

async function listen(handler: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const port = await listen(toNodeHandler(world.handler));
const headers = { Origin: ORIGIN, "Content-Type": "application/json", "Authgear-Migration": "1" };

function post(
  to: number,
  body: string,
  more: Record<string, string | string[]> = {},
): Promise<{ answer: IncomingMessage; text: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      port: to,
      host: "127.0.0.1",
      path: "/session-migration",
      method: "POST",
      headers: { ...headers, ...more },
    };
    const request = nodeRequest(options, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => void (text += chunk.toString()));
      answer.on("end", () => resolve({ answer, text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

const body = async (): Promise<string> =>
  JSON.stringify({ protocol: 1, client_id: "spa", subject_token: world.token(await world.addUser()) });

test("a healthy exchange over a socket, twice on one connection", async () => {
  for (let time = 0; time < 2; time++) {
    const { answer, text } = await post(port, await body(), { "Idempotency-Key": newKey() });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["access-control-allow-origin"]).toBe(ORIGIN);
    expect(JSON.parse(text)).toMatchObject({ protocol: 1, session: { verified: true } });
  }
});

test("a preflight has no body, HEAD and GET are refused", async () => {
  const url = `http://127.0.0.1:${port}/session-migration`;
  const preflight = await fetch(url, { method: "OPTIONS", headers: { Origin: ORIGIN } });
  expect([preflight.status, await preflight.text()]).toEqual([204, ""]);
  expect((await fetch(url)).status).toBe(403);
  expect((await fetch(url, { method: "HEAD" })).status).toBe(403);
});

test("a repeated Idempotency-Key is seen as two", async () => {
  const { answer, text } = await post(port, await body(), { "Idempotency-Key": [newKey(), newKey()] });
  expect(answer.statusCode).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ field: "Idempotency-Key" });
});

test("a body above the limit is answered 413 before all of it has come, and the connection closes", async () => {
  const socket = connect(port, "127.0.0.1");
  const lines = Object.entries({ ...headers, Host: "x", "Transfer-Encoding": "chunked" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  let text = "";
  const closed = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => void (text += chunk.toString()));
    socket.on("close", () => resolve());
    socket.on("error", () => resolve());
  });
  socket.write(`POST /session-migration HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  socket.write(`8001\r\n${"x".repeat(0x80_01)}\r\n`);
  await closed;
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(text.toLowerCase()).toContain("connection: close");
});

test("a browser that leaves in the middle of its body, or before the answer, ends nothing else", async () => {
  const half = connect(port, "127.0.0.1");
  const lines = Object.entries({ ...headers, Host: "x", "Content-Length": "500" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  half.write(`POST /session-migration HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n{"protocol"`);
  const gone = new AbortController();
  let done: () => void = () => undefined;
  const handled = new Promise<void>((resolve) => (done = resolve));
  const slow = await listen(
    toNodeHandler(async (request) => {
      await request.text();
      gone.abort();
      await new Promise((resolve) => setImmediate(resolve));
      done();
      return new Response("late");
    }),
  );
  const init = { method: "POST", body: "{}", signal: gone.signal };
  await expect(fetch(`http://127.0.0.1:${slow}/`, init)).rejects.toThrow("abort");
  await handled;
  half.destroy();
  expect((await post(port, await body(), { "Idempotency-Key": newKey() })).answer.statusCode).toBe(200);
});

test("several cookies of an answer stay several", async () => {
  const cookies = await listen(
    toNodeHandler(async () => {
      const response = new Response(null, { status: 204 });
      response.headers.append("Set-Cookie", "a=1; Path=/");
      response.headers.append("Set-Cookie", "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT");
      return response;
    }),
  );
  const answer = await fetch(`http://127.0.0.1:${cookies}/`);
  expect(answer.headers.getSetCookie()).toHaveLength(2);
});

test("behind a mount path and a body parser", async () => {
  const behind = await listen((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => void (text += chunk.toString()));
    request.on("end", () => {
      const parsed = Object.assign(request, {
        body: JSON.parse(text) as unknown,
        originalUrl: request.url,
        url: "/",
      });
      setImmediate(() => toNodeHandler(world.handler)(parsed, response));
    });
  });
  const { answer } = await post(behind, await body(), { "Idempotency-Key": newKey() });
  expect(answer.statusCode).toBe(200);
});

test("what is no request at all is 400, with the headers of every answer", async () => {
  const broken = await listen(toNodeHandler(() => Promise.reject(new Error("canary"))));
  const { answer, text } = await post(broken, "{}");
  expect([answer.statusCode, text]).toEqual([400, ""]);
  expect(answer.headers).toMatchObject({
    "cache-control": "no-store",
    vary: "Origin",
    "access-control-expose-headers": "Retry-After",
  });
});
