import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { sidOf } from "../../journeys/visitor.js";
import { expectMoved, expectUntouched, finish } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";

export const ordinaryCases: readonly MatrixCase[] = [
  {
    name: "a signed-in user is moved, and the old session ends only then",
    modes: "R1",
    async run(stage) {
      const { person, tab } = await stage.arrive();
      const moved = { status: "migrated", session: "authgear", userID: person.userID, legacy: "ending" };
      expect(await tab.visit()).toEqual(moved);
      await tab.ageing();
      expect(stage.world.legacy.isAlive(person)).toBe(true);
      await finish(stage, tab);
      await tab.shows({ ...moved, legacy: "ended" });
      await expectMoved(stage, person, tab);
    },
  },
  {
    name: "a visitor with nothing to migrate costs no request and no database",
    modes: "D2",
    async run(stage) {
      const tab = await stage.tab();
      expect(await tab.visit()).toEqual({ status: "no-session", session: "none" });
      const asked = stage.world.gate.requests().map(({ route }) => route);
      const own = /^GET app\/(blank|prologue\.js|assets\/.*|favicon\.ico)?$/;
      expect(asked.filter((route) => !own.test(route))).toEqual([]);
      expect(await tab.ask("return (await indexedDB.databases()).length")).toBe(0);
      expect(await tab.me()).toEqual({ status: 401 });
    },
  },
  {
    name: "the reply is lost and the page reloaded: the same session comes again",
    modes: "X1 X2",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      const lost = world.gate.drop(EXCHANGE, "after");
      expect(await tab.visit()).toMatchObject({ status: "kept", reason: "try-later", code: "network" });
      await expectUntouched(stage, person, tab);
      const [session] = world.live(person.userID);
      expect(session).toBeDefined();
      lost.lift();
      await tab.comes(() => tab.tab.reload());
      expect(await tab.settled()).toMatchObject({ status: "migrated", userID: person.userID });
      expect(sidOf((await tab.stored()).token)).toBe(session?.id);
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
];
