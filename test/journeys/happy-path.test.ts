import { expect, test } from "vitest";
import { createWorld } from "./world.js";

const world = await createWorld();

test("a signed-in user is moved without noticing, and the old session ends only then", async () => {
  const person = await world.person();
  const visitor = await world.visitor({ legacyToken: person.token });
  const printed: string[] = [];
  visitor.page.on("console", (message) => printed.push(message.text()));
  const outcome = await visitor.visit();
  expect(outcome).toEqual({
    status: "migrated",
    session: "authgear",
    userID: person.userID,
    legacy: "ending",
  });
  const [session, ...more] = world.live(person.userID);
  expect(more).toEqual([]);
  const { token } = await visitor.stored();
  expect(token?.split(".")[0]).toBe(session?.id);
  await visitor.ageing();
  expect(world.legacy.isAlive(person)).toBe(true);
  expect(await world.ledger(person.userID)).toEqual([{ state: "issued", attempt: 1, sid: session?.id }]);
  await visitor.pass(10_000);
  await expect.poll(() => visitor.states()).toContainEqual({ ...outcome, legacy: "ended" });
  expect(world.legacy.revocations()).toContain(person.id);
  expect(await world.ledger(person.userID)).toEqual([{ state: "confirmed", attempt: 2, sid: session?.id }]);
  expect(await visitor.stored()).toMatchObject({ token, legacy: undefined });
  expect(visitor.faults()).toEqual([]);
  // Nothing that is expected is reported as an error (P9).
  expect(printed).toEqual([]);
});
