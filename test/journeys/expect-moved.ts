import { expect } from "vitest";
import { sidOf, type Visitor } from "./visitor.js";
import type { JourneyWorld, Person } from "./world.js";

/** Lets the token stand as long as it has to, unless it has, and waits until the run behind the app has nothing left to do. */
export async function finish(visitor: Visitor, { aged = false }: { aged?: boolean } = {}): Promise<void> {
  await visitor.ageing();
  // The same time would run out for a request that is under way.
  if (!aged) await visitor.pass(10_000);
  await expect.poll(async () => (await visitor.stored()).marker).not.toContain('"open"');
}

/** The end of every migration: one session, the same everywhere, and nothing left of the old one. */
export async function expectMoved(world: JourneyWorld, person: Person, visitor: Visitor): Promise<void> {
  const { token, legacy } = await visitor.stored();
  const sid = sidOf(token);
  expect(world.live(person.userID).map(({ id }) => id)).toEqual([sid]);
  expect(await world.ledger(person.userID)).toMatchObject([{ state: "confirmed", sid }]);
  expect(world.legacy.isAlive(person)).toBe(false);
  expect(legacy).toBeUndefined();
  expect(visitor.faults()).toEqual([]);
}

/** Nothing has changed for this user: the old session stands and is what the app uses. */
export async function expectUntouched(world: JourneyWorld, person: Person, visitor: Visitor): Promise<void> {
  expect(await visitor.stored()).toMatchObject({ token: undefined, legacy: person.token });
  expect(world.legacy.isAlive(person)).toBe(true);
  expect(await visitor.ask((journey) => journey.migration.authorization())).toBe(`Bearer ${person.token}`);
  expect(visitor.faults()).toEqual([]);
}
