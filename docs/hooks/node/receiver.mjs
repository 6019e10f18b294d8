import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const secret = process.env.HOOK_SECRET ?? "";
if (secret.length < 32) throw new Error("HOOK_SECRET is too short");

function signed({ headers, method, url }, body) {
  const timestamp = headers["authgear-migration-timestamp"] ?? "";
  const message = `v1\n${method}\n${url}\n${timestamp}\n${body}`;
  const mac = createHmac("sha256", secret).update(message).digest("hex");
  const expected = Buffer.from(`v1=${mac}`);
  const given = Buffer.from(headers["authgear-migration-signature"] ?? "");
  const fresh = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300;
  return fresh && given.length === expected.length && timingSafeEqual(given, expected);
}

/** Yours. Here: a file for each session, its name the hash of the token or cookie, its content the answer. */
async function whoseSession({ token, cookie }, _purpose) {
  const name = createHash("sha256")
    .update(token ?? cookie)
    .digest("hex");
  return readFile(`${process.env.HOOK_SESSIONS}/${name}`).catch(() => '{"active": false}');
}

async function receive(request, response) {
  const body = Number(request.headers["content-length"]) <= 65536 ? await text(request) : "";
  if (!signed(request, body)) return response.writeHead(401).end();
  const { credential, purpose } = JSON.parse(body);
  response.setHeader("Content-Type", "application/json");
  return response.end(await whoseSession(credential, purpose));
}

const server = createServer((request, response) => {
  receive(request, response).catch(() => response.destroy());
});
server.listen(Number(process.env.PORT), "127.0.0.1");
