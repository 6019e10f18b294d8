import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { toNodeHandler } from "../../../src/server/node-handler.js";
import { newKey, received, type Received } from "../requests.js";
import { attackRange, CANARY } from "./attack-range.js";
import { WIRE_ATTACKS } from "./wire-attacks.js";

const { world, fresh, forge, harmless } = await attackRange();
const victim = await world.addUser();
const server = createServer(toNodeHandler(fresh().handler));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => server.close().closeAllConnections());

const LINE = "POST /session-migration HTTP/1.1";
const GOOD = [
  "Host: app.example",
  "Connection: close",
  "Origin: https://app.example",
  "Content-Type: application/json",
  "Authgear-Migration: 1",
  `X-Canary: ${CANARY}`,
  `Idempotency-Key: ${newKey()}`,
  "Content-Length: {length}",
];
const nameOf = (line: string): string => line.replace(/[\s:].*$/s, "").toLowerCase();

/** Writes the bytes as they are, and reads until the connection ends. */
async function write(line: string, headers: readonly string[], body: string): Promise<Received> {
  const named = new Set(headers.map(nameOf));
  const lines = [line, ...GOOD.filter((one) => !named.has(nameOf(one))), ...headers];
  const head = lines.join("\r\n").replaceAll("{length}", String(Buffer.byteLength(body)));
  const text = await new Promise<string>((resolve, reject) => {
    let all = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(`${head}\r\n\r\n${body}`));
    socket.on("data", (chunk) => void (all += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(all));
  });
  const [answered = "", payload = ""] = text.split("\r\n\r\n");
  // A second answer would mean that the bytes were read as two requests.
  expect(text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  // It comes as one chunk, its size around it.
  const [problem] = /\{.*\}/s.exec(payload) ?? [""];
  return received(new Response(problem, { status: Number(answered.split(" ")[1]) }));
}

test.each(Object.entries(WIRE_ATTACKS))("%s makes no session", async (_, attack) => {
  const token = await forge(victim);
  const body = JSON.stringify({ protocol: 1, client_id: "spa", subject_token: token });
  const secrets = [token, victim.sub, victim.subject];
  const answer = await harmless(() => write(attack.line ?? LINE, attack.headers, body), { secrets });
  expect([answer.status, answer.problem]).toEqual([attack.status, attack.problem]);
});

test("the request that nobody changed makes a session", async () => {
  const body = JSON.stringify({ protocol: 1, client_id: "spa", subject_token: await forge(victim) });
  expect((await write(LINE, [], body)).status).toBe(200);
});
