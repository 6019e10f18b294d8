import { decodeJwt, decodeProtectedHeader } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { differences } from "./replay/differences.js";
import { readExchanges, readTokens } from "./replay/exchanges.js";
import type { Exchange } from "./replay/exchanges.js";
import { bindBasics, FIXTURES, REQUESTS, SESSION_OF_ID_TOKEN, sessionOf } from "./replay/fixtures.js";
import { NOT_REPLAYED } from "./replay/not-replayed.js";
import { createReplay } from "./replay/replay.js";
import type { Replay } from "./replay/replay.js";

const KEPT_HEADERS = /^(cache-control|pragma|content-type|location|vary|www-authenticate|access-control-.*)$/;
const EXCHANGES = readExchanges();
const REPLAYED = EXCHANGES.filter(({ name }) => !(name in NOT_REPLAYED));

describe("the emulator answers as the real server did", () => {
  const replayed: string[] = [];
  let replay: Replay;

  beforeAll(async () => {
    replay = await createReplay();
    await bindBasics(replay);
  });

  test.each(REPLAYED.map((exchange) => [exchange.name, exchange] as const))("%s", async (name, exchange) => {
    await FIXTURES[name]?.(replay);
    const response = await ask(replay, exchange);
    expect(await compare(replay, exchange, response)).toEqual([]);
    replayed.push(name);
  });

  test.each([...readTokens()])("%s has the recorded header and claims", (name, { header, claims }) => {
    const token = replay.bindings.get(name);
    const actual = { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
    expect(differences(replay.bindings, { header, claims }, actual, name)).toEqual([]);
  });

  test.each(Object.entries(SESSION_OF_ID_TOKEN))(
    "the sid of %s names the session of %s",
    (idToken, refreshToken) => {
      const sid = String(decodeJwt(replay.bindings.get(idToken))["sid"]);
      const session = sessionOf(replay.bindings.get(refreshToken));
      expect(Buffer.from(sid, "base64url").toString()).toBe(`offline_grant:${session}`);
    },
  );

  test("every recording is replayed, or listed with a reason", () => {
    const accounted = new Set([...replayed, ...Object.keys(NOT_REPLAYED)]);
    expect(accounted).toEqual(new Set(EXCHANGES.map(({ name }) => name)));
    expect(EXCHANGES).toHaveLength(125);
  });
});

async function ask(replay: Replay, exchange: Exchange): Promise<Response> {
  const own = REQUESTS[exchange.name];
  if (own) return own(replay);
  if (exchange.name !== "createSession.flag-off") return replay.send(exchange);
  const off = await createReplay(false);
  await bindBasics(off);
  off.addUser("user-node-id-14", { email: "flag-off@example.com" });
  return off.send(exchange);
}

async function compare(
  { bindings }: Replay,
  { response: recorded }: Exchange,
  response: Response,
): Promise<string[]> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => KEPT_HEADERS.test(name)));
  const text = await response.text();
  const body: unknown = typeof recorded.body === "string" ? text : JSON.parse(text);
  return differences(bindings, recorded, { status: response.status, headers, body }, "response");
}
