import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { LEGACY_KEY } from "../../journeys/visitor.js";
import { expectMoved, expectNobody, expectUser, finish } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";

const NOBODY = { status: "no-session", session: "none" };

export const signOutCases: readonly MatrixCase[] = [
  {
    name: "signing out in another tab while the reply is on its way: it is given back",
    modes: "O1",
    async run(stage) {
      const { world } = stage;
      const { person, tab, held } = await stage.exchanging("after");
      const other = await stage.tab();
      await other.load();
      await other.signOut();
      expect(await tab.settled()).toEqual(NOBODY);
      held.release();
      await expectNobody(stage, person, tab, other);
      await expect.poll(() => world.ledger(person.userID)).toMatchObject([{ state: "closed" }]);
      for (const each of [tab, other]) expect(await each.visit()).toEqual(NOBODY);
      expect(world.gate.requests(EXCHANGE)).toHaveLength(1);
    },
  },
  {
    name: "signing out with the own exchange in flight: it is given back",
    modes: "O1 O4",
    async run(stage) {
      const { world } = stage;
      const { person, tab, held } = await stage.exchanging("after");
      expect(world.live(person.userID)).toHaveLength(1);
      await tab.signOut();
      held.release();
      await expectNobody(stage, person, tab);
      expect(await tab.visit()).toEqual(NOBODY);
      await expectNobody(stage, person, tab);
      expect(world.legacy.isAlive(person)).toBe(false);
      expect(world.gate.requests(EXCHANGE)).toHaveLength(1);
    },
  },
  {
    name: "signing out offline: nobody here at once, and nobody anywhere after the next load online",
    modes: "O4 R5",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      await tab.visit();
      await tab.ageing();
      const dead = [`${EXCHANGE}*`, "* authgear/*", "* legacy/*"].map((route) =>
        world.gate.drop(route, "before"),
      );
      expect(await tab.signOut()).toEqual({ legacy: "pending", authgear: "pending" });
      expect(await tab.state()).toEqual(NOBODY);
      expect(world.live(person.userID)).toHaveLength(1);
      for (const fault of dead) fault.lift();
      expect(await tab.visit()).toEqual(NOBODY);
      await expectNobody(stage, person, tab);
      await expect.poll(() => world.legacy.isAlive(person)).toBe(false);
    },
  },
  {
    name: "signing out in one tab before the end of the migration: the other follows at once",
    modes: "O6 T6",
    async run(stage) {
      const { person, tab } = await stage.arrive();
      await tab.visit();
      const other = await stage.tab();
      expect(await other.visit()).toMatchObject({ status: "signed-in" });
      await expectUser(other, person);
      expect(await tab.signOut()).toMatchObject({ authgear: "ended" });
      await expectNobody(stage, person, tab, other);
    },
  },
  {
    name: "signing out in one tab after the migration: the other, which has the session in memory alone, follows",
    modes: "O6",
    async run(stage) {
      const { person, tab } = await stage.arrive();
      await tab.visit();
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
      const other = await stage.tab();
      expect(await other.visit()).toMatchObject({ status: "signed-in" });
      await expectUser(other, person);
      expect(await tab.signOut()).toMatchObject({ authgear: "ended" });
      await expect.poll(() => other.state()).toEqual(NOBODY);
      expect(await other.me()).toEqual({ status: 401 });
      await expectNobody(stage, person, tab, other);
    },
  },
  {
    name: "after signing out, an old SDK that writes its session back brings nobody back",
    modes: "O2 R4",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      await tab.visit();
      await tab.ageing();
      expect(await tab.signOut()).toEqual({ legacy: "ended", authgear: "ended" });
      const asked = world.gate.requests(EXCHANGE).length;
      for (let load = 1; load <= 3; load += 1) {
        await tab.store(LEGACY_KEY, person.token);
        expect(await tab.visit()).toEqual(NOBODY);
      }
      await expectNobody(stage, person, tab);
      expect(world.gate.requests(EXCHANGE)).toHaveLength(asked);
    },
  },
  {
    name: "a session that an administrator ended is not made again",
    modes: "O3",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      const { gate, emulator } = world;
      gate.answer("POST legacy/revoke", { status: 503, type: "text/plain", body: "Later" });
      await tab.visit();
      await tab.ageing();
      await stage.pass(10_000);
      await expect.poll(() => gate.requests("POST legacy/revoke")).toHaveLength(1);
      emulator.revokeAllSessions(person.userID);
      await stage.pass(31 * 60_000);
      expect(await tab.me()).toEqual({ status: 401 });
      expect(await tab.visit()).toMatchObject({ session: "none" });
      expect(world.live(person.userID)).toEqual([]);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
];
