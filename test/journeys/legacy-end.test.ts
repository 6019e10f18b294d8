import { describe, expect, test } from "vitest";
import { expectMoved, finish } from "./expect-moved.js";
import { sidOf } from "./visitor.js";
import { createWorld } from "./world.js";

const world = await createWorld();
const { gate } = world;

const CONFIRM = "POST app/session-migration/confirm";
const REVOKE = "POST legacy/revoke";
const PROOF = "POST authgear/oauth2/app_session_token";
const badGateway = { status: 502, type: "text/html", body: "<h1>502 Bad Gateway</h1>" };

describe("The legacy session is revoked only after the Authgear session is written, read back, accepted by Authgear from this browser, and on disk", () => {
  test("each step is seen before the next one begins", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    await visitor.visit();
    await finish(visitor);
    await expectMoved(world, person, visitor);
    const steps = ["POST app/session-migration", PROOF, CONFIRM, REVOKE];
    const seen = gate.requests().filter(({ route, status }) => steps.includes(route) && status === 200);
    expect(seen.map(({ route }) => route)).toEqual(steps);
    const events = await visitor.events();
    const at = (on: string): number => events.find((event) => event.on === on)?.elapsedMs ?? Number.NaN;
    expect(at("aged") - at("reply")).toBeGreaterThanOrEqual(10_000);
    expect(seen[1]?.body).toContain((await visitor.stored()).token);
  });

  test("a session that Authgear never accepted from this browser ends nothing, on any load", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    const proof = gate.answer(PROOF, badGateway);
    expect(await visitor.visit()).toMatchObject({ status: "migrated", legacy: "ending" });
    await visitor.reached("idle");
    await visitor.pass(10_000);
    expect(await visitor.visit()).toMatchObject({ status: "signed-in" });
    await visitor.reached("idle");
    expect([gate.requests(CONFIRM), gate.requests(REVOKE)]).toEqual([[], []]);
    expect(world.legacy.isAlive(person)).toBe(true);
    proof.lift();
    await visitor.load();
    await finish(visitor, { aged: true });
    await expectMoved(world, person, visitor);
  });

  test("a token that is rotated while it ages begins to age again", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token, client: "rotating" });
    await visitor.visit();
    await visitor.ageing();
    await visitor.pass(8_000);
    const { token } = await visitor.stored();
    const other = await visitor.tab();
    // The container of a new tab has no access token yet: its first call refreshes, and the client rotates.
    expect(await other.visit()).toMatchObject({ status: "signed-in" });
    await other.ageing();
    const rotated = (await visitor.stored()).token;
    expect(rotated).not.toBe(token);
    expect(sidOf(rotated)).toBe(sidOf(token));
    await visitor.pass(8_000);
    expect(await world.ledger(person.userID)).toMatchObject([{ state: "issued" }]);
    await visitor.pass(2_000);
    await expect.poll(async () => (await visitor.stored()).marker).not.toContain('"open"');
    await expectMoved(world, person, visitor);
  });

  test("the old provider refuses to end it: the user stays moved, and each load asks again", async () => {
    const person = await world.person();
    const visitor = await world.visitor({ legacyToken: person.token });
    const refusal = gate.answer(REVOKE, { status: 503, type: "text/plain", body: "Later" });
    expect(await visitor.visit()).toMatchObject({ status: "migrated", legacy: "ending" });
    await visitor.ageing();
    await visitor.pass(10_000);
    for (const loads of [1, 2]) {
      await expect.poll(async () => (await visitor.events()).at(-1)).toMatchObject({ code: "revoke-failed" });
      expect(refusal.hits()).toBe(loads);
      expect(await visitor.stored()).toMatchObject({ legacy: person.token });
      expect(await visitor.visit()).toMatchObject({ status: "signed-in" });
    }
    await expect.poll(async () => (await visitor.events()).at(-1)).toMatchObject({ on: "revoke-failed" });
    refusal.lift();
    await visitor.load();
    await finish(visitor, { aged: true });
    await expectMoved(world, person, visitor);
  });
});

test("a client with rotation is moved, refreshes and comes back with one session", async () => {
  const person = await world.person();
  const visitor = await world.visitor({ legacyToken: person.token, client: "rotating" });
  expect(await visitor.visit()).toMatchObject({ status: "migrated" });
  await finish(visitor);
  await expectMoved(world, person, visitor);
  const { token } = await visitor.stored();
  await visitor.pass(30 * 60_000);
  expect(await visitor.ask((journey) => journey.migration.authorization())).toMatch(/^Bearer /);
  expect((await visitor.stored()).token).not.toBe(token);
  expect(await visitor.visit()).toMatchObject({ status: "signed-in" });
  expect(await visitor.ask((journey) => journey.migration.authorization())).toMatch(/^Bearer /);
  await expectMoved(world, person, visitor);
});
