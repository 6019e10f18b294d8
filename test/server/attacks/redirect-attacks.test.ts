import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { introspectionVerifier } from "../../../src/server/verify/introspection-verifier.js";
import { jwtVerifier } from "../../../src/server/verify/jwt-verifier.js";
import type { Verifier } from "../../../src/server/verify/verifier.js";
import { VERIFIER } from "../handler-under-test.js";
import { exchange } from "../requests.js";
import { AUDIENCE, goodClaims, ISSUER, NOW_S } from "../verify/token-factory.js";
import { attackRange } from "./attack-range.js";
import { REDIRECT_ATTACKS, type RedirectAttack } from "./redirect-attacks.js";

const { world, strangerJWK, forge, harmless } = await attackRange();
const victim = await world.addUser();

/** What the place of the redirect would answer, to whoever follows: that the stranger is right. */
const evil = {
  JWKS: JSON.stringify({ keys: [strangerJWK] }),
  introspection: JSON.stringify({ active: true, ...goodClaims({ sub: victim.subject }) }),
};
const asked: string[] = [];
let answering: RedirectAttack = { of: "JWKS", status: 302 };
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  if (request.url === "/evil") {
    response.setHeader("Content-Type", "application/json");
    response.end(evil[answering.of]);
  } else {
    const { status, location } = answering;
    const inline = `data:application/json,${encodeURIComponent(evil[answering.of])}`;
    const place = location === "relative" ? "/evil" : location ? inline : `http://localhost:${port}/evil`;
    response.writeHead(status, { Location: place }).end(evil[answering.of]);
  }
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => server.close().closeAllConnections());

function verifierOf(of: RedirectAttack["of"], path: string): Verifier {
  const url = `http://127.0.0.1:${port}${path}`;
  const common = {
    name: VERIFIER,
    issuer: ISSUER,
    audience: AUDIENCE,
    session: { claim: "sid" },
    now: () => NOW_S * 1000,
  };
  if (of === "JWKS") return jwtVerifier({ ...common, jwks: { url }, use: "access_token", liveness: "none" });
  const clientAuth = { clientID: "exchange", clientSecret: "secret of the introspection" };
  return introspectionVerifier({ ...common, endpoint: url, clientAuth });
}

test.each(Object.entries(REDIRECT_ATTACKS))("%s, is not followed", async (_, attack) => {
  answering = attack;
  asked.length = 0;
  const handler = world.instance({ verifiers: verifierOf(attack.of, "/asked") });
  const token = await forge(victim, { by: "stranger" });
  const secrets = [token, victim.sub, victim.subject, "secret of the introspection"];
  const answer = await harmless(() => exchange(handler, token), { secrets });
  expect(answer.problem).toBe("upstream-unavailable");
  expect(asked).toEqual(["/asked"]);
  const why = attack.of === "JWKS" ? "no-keys" : `introspection-${attack.status}`;
  expect(world.logs).toMatchObject([{ outcome: "upstream-unavailable", why }]);
});

test.each(["JWKS", "introspection"] as const)(
  "%s at the place of the redirect would have done",
  async (of) => {
    answering = { of, status: 302 };
    const handler = world.instance({ verifiers: verifierOf(of, "/evil") });
    const sid = `session by ${of}`;
    if (of === "introspection") {
      evil.introspection = JSON.stringify({ active: true, ...goodClaims({ sub: victim.subject, sid }) });
    }
    const token = await forge(victim, { by: "stranger", claims: { sid } });
    expect((await exchange(handler, token)).status).toBe(200);
  },
);
