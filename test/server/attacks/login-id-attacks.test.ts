import { expect, test } from "vitest";
import * as documents from "../../../src/server/authgear-admin/documents.js";
import { exchange } from "../requests.js";
import { attackRange } from "./attack-range.js";
import { LOGIN_ID_ATTACKS, VICTIM_EMAIL } from "./login-id-attacks.js";

const { world, fresh, forge, harmless } = await attackRange();
const { handler } = fresh();
const victim = { subject: "legacy|victim", sub: "" };
victim.sub = world.emulator.addUser({
  email: VICTIM_EMAIL,
  verified: true,
  customAttributes: { legacy_id: victim.subject },
}).id;

test.each(Object.entries(LOGIN_ID_ATTACKS))("%s makes no session", async (name, attack) => {
  const attacker = { subject: `legacy|attacker ${name}`, sub: "" };
  const claims = { ...attack.claims, sid: `session of ${name}` };
  const token = await forge(attacker, { claims });
  const { calls = ["getUserByLoginID"] } = attack;
  const email = JSON.stringify(attack.claims["email"]);
  const secrets = [token, attacker.subject, victim.sub, VICTIM_EMAIL, email];
  const known = await world.rows();
  world.sent.length = 0;
  const answer = await harmless(() => exchange(handler, token), { secrets, calls, rows: "may change" });
  expect(answer.problem).toBe(attack.problem);
  // The refusal is remembered, so that it costs one look-up a day.
  const added = (await world.rows()).slice(known.length);
  const nothing = { authgear_sub: null, authgear_session: null, reply: null, dirty: false };
  expect(added).toMatchObject([{ state: "reserved", last_error: attack.problem, ...nothing }]);
  const queries = world.sent.map(({ body }) => Object(body) as { query?: unknown; variables?: unknown });
  expect(queries).toEqual(
    calls.map(() => ({
      query: documents.USER_BY_LOGIN_ID,
      variables: { key: "email", value: attack.claims["email"] },
    })),
  );
});

test("the victim, by the same address, gets a session", async () => {
  const token = await forge(victim, { claims: { email: VICTIM_EMAIL, email_verified: true } });
  expect((await exchange(handler, token)).status).toBe(200);
});
