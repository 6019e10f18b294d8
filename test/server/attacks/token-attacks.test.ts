import { expect, test } from "vitest";
import { exchange, newKey } from "../requests.js";
import { attackRange } from "./attack-range.js";
import { TOKEN_ATTACKS } from "./token-attacks.js";

const { world, fresh, forge, harmless } = await attackRange();
const victim = await world.addUser();

test.each(Object.entries(TOKEN_ATTACKS))("%s makes no session", async (_, attack) => {
  const { handler, fetched } = fresh();
  const token = await forge(victim, attack);
  const key = newKey();
  const secrets = [token, ...token.split("."), key, victim.subject, victim.sub];
  const answer = await harmless(() => exchange(handler, token, { key }), { secrets });
  expect([answer.problem, fetched()]).toEqual([attack.problem, attack.fetches ?? 0]);
  expect(world.logs).toMatchObject([{ outcome: attack.problem, why: attack.why }]);
});

test("all bad tokens of one problem look the same from outside (Z14)", async () => {
  const bodies = new Map<string, Set<string>>();
  for (const attack of Object.values(TOKEN_ATTACKS)) {
    const { body } = await exchange(fresh().handler, await forge(victim, attack));
    const { retry_after: _, ...rest } = body;
    const known = bodies.get(attack.problem) ?? new Set();
    bodies.set(attack.problem, known.add(JSON.stringify(rest)));
  }
  expect([...bodies.values()].map(({ size }) => size)).toEqual([...bodies.keys()].map(() => 1));
});

test("an audience among several, as a list, is no attack, and the token that nobody changed makes a session", async () => {
  const { handler } = fresh();
  const claims = { aud: ["https://other.example", "https://api.example"] };
  expect((await exchange(handler, await forge(victim, { claims }))).status).toBe(200);
  expect(world.live(victim)).toHaveLength(1);
});

test.each(["subject", "sessionId"] as const)(
  "half a character in the %s that a verifier answers makes no session",
  async (name) => {
    const token = world.token(victim, { [name]: "half \ud800" });
    const answer = await harmless(() => exchange(world.handler, token), { secrets: [token, victim.sub] });
    expect(answer.problem).toBe("upstream-unavailable");
  },
);
