import { expect, test } from "vitest";
import { OTHER_ORIGIN } from "../handler-under-test.js";
import { confirm, exchange, newKey, refreshToken, send, sessionID, signOut, ticket } from "../requests.js";
import { attackRange } from "./attack-range.js";
import { TICKET_ATTACKS, type TicketAttack, type Whose } from "./ticket-attacks.js";

const { world, fresh, forge, harmless } = await attackRange();
const { handler } = fresh();

/** A user with a session of this client. */
async function migrated() {
  const person = await world.addUser();
  const sid = `session of ${person.subject}`;
  const [token, refreshed] = await Promise.all([
    forge(person, { claims: { sid } }),
    forge(person, { claims: { sid, iat: 1_800_000_005 } }),
  ]);
  const key = newKey();
  const answer = await exchange(handler, token, { key });
  expect(answer.status).toBe(200);
  return { person, token, refreshed, key, answer, session: sessionID(answer), ...ticket(answer) };
}

/** Both have migrated, the victim has done what it says, and `act` sends what the attacker sends. */
async function prepared(attack: TicketAttack) {
  const { path, clientID = "spa", victimHas, key, replaces } = attack;
  const victim = await migrated();
  const attacker = await migrated();
  if (victimHas === "confirmed") await confirm(handler, ticket(victim.answer));
  if (victimHas === "signed out") await signOut(handler, ticket(victim.answer));
  const people = { victim, attacker };
  const of = <T>(whose: Whose | undefined, pick: (one: typeof victim) => T, nobody: T): T | undefined =>
    whose === undefined ? undefined : whose === "nobody" ? nobody : pick(people[whose]);
  const { migrationID, confirmation, sessionID: session, token } = attack;
  const body = {
    protocol: 1,
    client_id: clientID,
    migration_id: of(migrationID, (one) => one.migration_id, crypto.randomUUID()),
    confirmation: of(confirmation, (one) => one.confirmation, "c".repeat(43)),
    session_id: of(session, (one) => one.session, "session"),
    subject_token: token === "victim, refreshed" ? victim.refreshed : of(token, (one) => one.token, "a.b.c"),
    replaces,
  };
  const headers = {
    ...(clientID === "other" ? { Origin: OTHER_ORIGIN } : {}),
    ...(path === "" ? { "Idempotency-Key": key ? victim.key : newKey() } : {}),
  };
  const rows = await world.rows();
  const row = rows.find(({ migration_id }) => migration_id === victim.migration_id);
  return { victim, attacker, row, act: () => send(handler, { path, headers, body }) };
}

const ATTACKS = Object.entries(TICKET_ATTACKS);
const REFUSED = ATTACKS.filter(([, { problem }]) => problem !== undefined);
const ANSWERED = ATTACKS.filter(([, { problem }]) => problem === undefined);

test.each(REFUSED)("%s changes nothing", async (_, attack) => {
  const { victim, act } = await prepared(attack);
  const { token, key, confirmation, person } = victim;
  const secrets = [token, key, String(confirmation), person.sub, person.subject];
  expect((await harmless(act, { secrets })).problem).toBe(attack.problem);
  expect(world.live(person)).toEqual(attack.victimHas === "signed out" ? [] : [victim.session]);
});

test.each(ANSWERED)("%s, and leaves the victim alone", async (_, attack) => {
  const { victim, attacker, row, act } = await prepared(attack);
  const answer = await act();
  expect(answer.status).toBe(200);
  expect(JSON.stringify(answer.body)).not.toContain(refreshToken(victim.answer));
  expect(world.live(attacker.person)).not.toEqual([attacker.session]);
  expect(world.live(victim.person)).toEqual([victim.session]);
  expect(await world.rows()).toContainEqual(row);
});
