import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { expectMoved, expectUntouched, finish, finishAny } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";
import { until } from "../until.js";

export const lockCases: readonly MatrixCase[] = [
  {
    name: "a page that never lets go of the lock: the other goes on with the old session by its deadline",
    modes: "T2",
    async run(stage) {
      const { gate } = stage.world;
      const { person, tab: holder } = await stage.arrive();
      await holder.ask(`await new Promise((granted) => void navigator.locks.request(
        "authgear-session-migration:spa", () => { granted(); return new Promise(() => {}); }))`);
      const tab = await stage.tab();
      await tab.load();
      await until("a tab that waits for the lock", () =>
        tab.ask("return (await navigator.locks.query()).pending.length === 1"),
      );
      await stage.pass(2_500);
      expect(await tab.settled()).toMatchObject({ status: "kept", reason: "try-later" });
      await expectUntouched(stage, person, tab);
      expect(gate.requests(EXCHANGE)).toEqual([]);
      await holder.tab.close();
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
  {
    name: "no Web Locks and two tabs in the exchange: one session, both signed in",
    modes: "T4",
    async run(stage) {
      const { world } = stage;
      stage.prologue(`Object.defineProperty(Navigator.prototype, "locks", { value: undefined });`);
      const { person, tab } = await stage.arrive();
      const second = await stage.tab();
      const held = world.gate.hold(EXCHANGE, "after");
      await tab.load();
      await held.reached;
      await second.load();
      await until("both in the exchange", () => world.gate.requests(EXCHANGE).length === 2);
      held.release();
      for (const each of [tab, second]) await each.shows({ session: "authgear" });
      await finishAny(stage, [tab, second]);
      await expectMoved(stage, person, tab, second);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
];
