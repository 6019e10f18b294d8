import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { sidOf, TOKEN_KEY } from "../../journeys/visitor.js";
import { ME, type AppTab } from "../app-tab.js";
import { expectMoved, expectUntouched, expectUser, finish, finishAny } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";
import { stampede } from "../stampede.js";
import { until } from "../until.js";

/** As many as an engine opens in a few seconds on a busy machine. */
const MANY = { chromium: 20, firefox: 8, webkit: 8 };

const waitsForLock = async (tab: AppTab): Promise<unknown> =>
  until("a tab that waits for the lock", () =>
    tab.ask("return (await navigator.locks.query()).pending.length === 1"),
  );

const together = (name: string, count: (engine: keyof typeof MANY) => number): MatrixCase => ({
  name,
  modes: "T1 T6",
  async run(stage) {
    const { person, tab } = await stage.arrive();
    const tabs = await stampede(stage, count(stage.engine));
    for (const each of tabs) await each.shows({ session: "authgear" });
    await finishAny(stage, tabs);
    await expectMoved(stage, person, ...tabs);
    expect(stage.world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    expect(stage.world.gate.requests(EXCHANGE)).toHaveLength(1);
    await tab.tab.close();
  },
});

export const tabCases: readonly MatrixCase[] = [
  together("two tabs at once: one exchange, one session, both signed in", () => 2),
  together(
    "20 tabs at once (8 in Firefox and WebKit): one exchange, one session, all signed in",
    (engine) => MANY[engine],
  ),
  {
    name: "the tab is closed while the reply is on its way: the next one gets the same session",
    modes: "X1 L5",
    async run(stage) {
      const { world } = stage;
      const { person, tab, held } = await stage.exchanging("after");
      const [session] = world.live(person.userID);
      await tab.tab.close();
      held.lift();
      const next = await stage.tab();
      expect(await next.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      expect(sidOf((await next.stored()).token)).toBe(session?.id);
      await finish(stage, next);
      await expectMoved(stage, person, next);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
  {
    name: "the process of the page dies before its token is on disk: the next tab finishes",
    modes: "S7 S9",
    cannot: {
      firefox: "its driver cannot end the process of a page",
      webkit: "its driver cannot end the process of a page",
    },
    async run(stage) {
      const { person, tab } = await stage.arrive();
      await tab.visit();
      await tab.ageing();
      await tab.tab.crash?.();
      const next = await stage.tab();
      expect((await next.visit()).status).toMatch(/^(migrated|signed-in)$/);
      await finish(stage, next);
      await expectMoved(stage, person, next);
      expect(stage.world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
  {
    name: "a tab that is opened during a slow exchange waits for it, and asks for none",
    modes: "T1",
    async run(stage) {
      const { gate } = stage.world;
      const { person, tab, held } = await stage.exchanging("before");
      const second = await stage.tab();
      await second.load();
      await waitsForLock(second);
      expect(await second.state()).toEqual({ status: "pending" });
      held.release();
      for (const each of [tab, second]) await each.shows({ session: "authgear" });
      await finishAny(stage, [tab, second]);
      await expectMoved(stage, person, tab, second);
      expect(gate.requests(EXCHANGE)).toHaveLength(1);
    },
  },
  {
    name: "an exchange slower than a tab's patience: the tab goes on with the old session, and follows later",
    modes: "T2 T6 R9",
    async run(stage) {
      const { gate } = stage.world;
      const { person, tab, held } = await stage.exchanging("before");
      const second = await stage.tab();
      await second.load();
      await waitsForLock(second);
      await stage.pass(2_500);
      expect(await second.settled()).toMatchObject({ status: "kept", reason: "try-later" });
      await expectUntouched(stage, person, second);
      held.release();
      await tab.shows({ status: "migrated" });
      await second.shows({ status: "signed-in" });
      // Its requests have gone over before the old session ends.
      await expectUser(second, person);
      expect(stage.world.legacy.isAlive(person)).toBe(true);
      await finishAny(stage, [tab, second]);
      await expectMoved(stage, person, tab, second);
      expect(gate.requests(EXCHANGE)).toHaveLength(1);
    },
  },
  {
    name: "B signs in in another tab while the exchange of A is under way: B stays, and nothing of A is left",
    modes: "D8 O5",
    async run(stage) {
      const { world } = stage;
      const { person: a, tab } = await stage.arrive();
      const b = await world.person();
      const held = world.gate.hold(EXCHANGE, "after");
      await tab.load();
      await held.reached;
      const { refreshToken } = await world.emulator.signIn({ userID: b.userID, clientID: "spa" });
      const other = await stage.tab();
      await other.store(TOKEN_KEY, refreshToken);
      held.release();
      await tab.shows({ status: "signed-in" });
      await expectUser(tab, b);
      expect(await other.visit()).toMatchObject({ status: "signed-in" });
      await finishAny(stage, [tab, other]);
      await expect.poll(() => world.live(a.userID)).toEqual([]);
      await expect.poll(() => world.legacy.isAlive(a)).toBe(false);
      for (const each of [tab, other]) await expectUser(each, b);
      expect(world.live(b.userID).map(({ id }) => id)).toEqual([sidOf(refreshToken)]);
    },
  },
  {
    name: "four tabs of a client whose refresh tokens rotate call the API at once, twice: all stay signed in",
    modes: "T5",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive({ client: "rotating" });
      expect(await tab.visit()).toMatchObject({ status: "migrated" });
      await finish(stage, tab);
      const tabs = [tab, ...(await stampede(stage, 3, { client: "rotating" }))];
      for (const each of tabs) await each.shows({ session: "authgear" });
      for (const minutes of [0, 31]) {
        await stage.pass(minutes * 60_000);
        const answers = [];
        for (const each of tabs) answers.push(await each.askLong(ME));
        for (const answer of answers) {
          expect(await answer()).toEqual({ status: 200, session: "authgear", userID: person.userID });
        }
      }
      const refreshes = world.gate.requests("POST authgear/oauth2/token");
      expect(refreshes.length).toBeGreaterThanOrEqual(4);
      expect(refreshes.filter(({ status }) => status !== 200)).toEqual([]);
      await expectMoved(stage, person, ...tabs);
    },
  },
];
