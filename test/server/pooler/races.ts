import { expect } from "vitest";
import type { MigrationHandler } from "../../../src/server/handler.js";
import { ISSUER, type World } from "../handler-under-test.js";
import type { OneSession } from "../one-session.js";
import { confirm, exchange, newKey, sessionID, signOut, ticket } from "../requests.js";

export interface Race {
  world: World;
  it: OneSession;
  /** Instances over one store. */
  instances: readonly MigrationHandler[];
}

const many = <T>(
  count: number,
  { instances }: Race,
  work: (handle: MigrationHandler, n: number) => Promise<T>,
) =>
  Promise.all(
    Array.from({ length: count }, (_, n) => {
      const handle = instances[n % instances.length];
      if (!handle) throw new Error("no instance");
      return work(handle, n);
    }),
  );

/** After whatever crashed or lost, nothing that nobody holds is alive. */
async function expectSwept(race: Race, held: readonly string[]): Promise<void> {
  const { world, it, instances } = race;
  await world.database.pool.query(
    "UPDATE session_migration SET lease_until = least(lease_until, now() - interval '6 minutes')",
  );
  for (const handle of instances) await handle.sweep();
  expect(world.live(it.person).toSorted()).toEqual([...held].toSorted());
  expect(
    (await world.rows()).filter(({ dirty, revoke_session }) => dirty === true || revoke_session),
  ).toEqual([]);
}

export const RACES: readonly [string, (race: Race) => Promise<void>][] = [
  [
    "40 exchanges of one legacy session make one session (V1)",
    async (race) => {
      const { world, it } = race;
      const answers = await many(40, race, (handle) => exchange(handle, it.token, { key: it.key }));
      const given = new Set(answers.filter(({ status }) => status === 200).map(sessionID));
      expect(given.size).toBe(1);
      expect(world.calls().filter((call) => call === "createSession")).toHaveLength(1);
      await expectSwept(race, [...given]);
    },
  ],
  [
    "of twelve sessions of one user five are taken",
    async (race) => {
      const { world, it } = race;
      const tokens = Array.from({ length: 12 }, () => world.token(it.person));
      const answers = await many(12, race, (handle, n) => exchange(handle, tokens[n] ?? ""));
      const given = answers.filter(({ status }) => status === 200);
      expect(given).toHaveLength(5);
      await expectSwept(race, given.map(sessionID));
    },
  ],
  [
    "eight take-overs of a row that was left make one session",
    async (race) => {
      const { it } = race;
      await it.reserve("-1 s");
      const answers = await many(8, race, (handle) => exchange(handle, it.token));
      const given = answers.filter(({ status }) => status === 200);
      expect(given).toHaveLength(1);
      await expectSwept(race, given.map(sessionID));
    },
  ],
  [
    "eight re-issues make one session, and the first one ends",
    async (race) => {
      const { it } = race;
      await it.issue();
      const answers = await many(8, race, (handle) =>
        exchange(handle, it.token, { key: newKey(), replaces: 1 }),
      );
      const given = answers.filter(({ status }) => status === 200);
      expect(given).toHaveLength(1);
      await expectSwept(race, given.map(sessionID));
    },
  ],
  [
    "a sign-out among ten exchanges wins (O1)",
    async (race) => {
      const { it } = race;
      await many(11, race, (handle, n) =>
        n === 5 ? signOut(handle, { subject_token: it.token }) : exchange(handle, it.token),
      );
      expect(await it.row()).toMatchObject({ state: "closed" });
      await expectSwept(race, []);
    },
  ],
  [
    "a closed account among ten exchanges wins",
    async (race) => {
      const { world, it } = race;
      const user = { issuer: ISSUER, subject: it.person.subject, before: new Date(world.clock.now) };
      const closing = race.instances[0]?.closeAccount(user);
      await Promise.all([closing, many(10, race, (handle) => exchange(handle, it.token))]);
      expect((await exchange(race.instances[1] ?? world.handler, it.token)).status).toBe(403);
      await expectSwept(race, []);
    },
  ],
  [
    "a whole life, one step after the other, each on another instance",
    async (race) => {
      const { world, it } = race;
      const [one, two, three] = race.instances;
      if (!one || !two || !three) throw new Error("three instances");
      const first = await exchange(one, it.token, { key: it.key });
      expect(ticket(await exchange(two, it.token, { key: it.key }))).toEqual(ticket(first));
      const second = await exchange(three, it.token, { replaces: 1 });
      expect((await confirm(one, ticket(second))).status).toBe(200);
      expect((await exchange(two, it.token)).problem).toBe("already-migrated");
      expect(world.live(it.person)).toEqual([sessionID(second)]);
      expect(await two.eraseUser({ issuer: ISSUER, subject: it.person.subject })).toMatchObject({
        closed: 1,
      });
      expect((await exchange(three, it.token)).problem).toBe("signed-out");
      await expectSwept(race, []);
    },
  ],
];
