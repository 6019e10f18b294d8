import { decodeJwt, decodeProtectedHeader } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { readExchanges, readTokens } from "./replay/exchanges.js";
import type { Exchange } from "./replay/exchanges.js";
import { expectLike } from "./replay/expect-like.js";
import { bindBasics, FIXTURES, REQUESTS, SESSION_OF_ID_TOKEN, sessionOf } from "./replay/fixtures.js";
import { NOT_REPLAYED } from "./replay/not-replayed.js";
import { createReplay } from "./replay/replay.js";
import type { Replay } from "./replay/replay.js";

const KEPT_HEADERS = /^(cache-control|pragma|content-type|location|vary|www-authenticate|access-control-.*)$/;
const EXCHANGES = readExchanges();

describe("the emulator answers as the real server did", () => {
  const replayed: string[] = [];
  let replay: Replay;

  beforeAll(async () => {
    replay = await createReplay();
    await bindBasics(replay);
  });

  for (const exchange of EXCHANGES.filter(({ name }) => !(name in NOT_REPLAYED))) {
    test(exchange.name, async () => {
      await FIXTURES[exchange.name]?.(replay);
      const response = await ask(replay, exchange);
      await expectAnswer(replay, exchange, response);
      replayed.push(exchange.name);
    });
  }

  test.each([...readTokens()])("%s has the recorded header and claims", (name, recorded) => {
    const token = replay.bindings.get(name);
    expectLike(replay.bindings, recorded.header, decodeProtectedHeader(token), `${name} header`);
    expectLike(replay.bindings, recorded.claims, decodeJwt(token), `${name} claims`);
  });

  test.each(Object.entries(SESSION_OF_ID_TOKEN))(
    "the sid of %s names the session of %s",
    (idToken, refreshToken) => {
      const sid = String(decodeJwt(replay.bindings.get(idToken))["sid"]);
      expect(Buffer.from(sid, "base64url").toString()).toBe(
        `offline_grant:${sessionOf(replay.bindings.get(refreshToken))}`,
      );
    },
  );

  test("every recording is replayed, or listed with a reason", () => {
    expect([...replayed, ...Object.keys(NOT_REPLAYED)].sort()).toEqual(
      EXCHANGES.map(({ name }) => name).sort(),
    );
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

async function expectAnswer(
  { bindings }: Replay,
  { name, response: recorded }: Exchange,
  response: Response,
): Promise<void> {
  expect(response.status, `${name}: status`).toBe(recorded.status);
  const kept = [...response.headers].filter(([header]) => KEPT_HEADERS.test(header));
  expectLike(bindings, recorded.headers, Object.fromEntries(kept), `${name} headers`);
  const body = await response.text();
  const actual: unknown = typeof recorded.body === "string" ? body : JSON.parse(body);
  expectLike(bindings, recorded.body, actual, name);
}
