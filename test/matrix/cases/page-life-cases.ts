import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { sidOf } from "../../journeys/visitor.js";
import { expectMoved, expectNobody, expectUntouched, expectUser, finish, finishAny } from "../expect-end.js";
import type { MatrixCase } from "../matrix-case.js";
import type { AppTab } from "../app-tab.js";
import type { Stage } from "../stage.js";
import { until } from "../until.js";

const DAY_MS = 86_400_000;

async function leaves(stage: Stage, tab: AppTab): Promise<void> {
  await tab.tab.open(`${stage.origin}/blank`);
  await until("the page after it", () => tab.ask("return !window.journey && location.pathname === '/blank'"));
}

/**
 * What the last page left in the journal. WebKit may put a page into its cache in the middle of a transaction, which then locks
 * the journal: other pages follow until it is out of there.
 */
async function leftInJournal({ origin }: Stage, tab: AppTab): Promise<unknown> {
  return until("a journal that nobody holds", async () => {
    const mark = `?${crypto.randomUUID()}`;
    await tab.tab.open(`${origin}/blank${mark}`);
    await until("another page", () => tab.ask(`return location.search === "${mark}"`));
    return tab.ask(`return new Promise((done) => {
      const opening = indexedDB.open("authgear-session-migration:spa");
      opening.onerror = () => done(false);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction("journal", "readwrite");
        const late = setTimeout(() => (transaction.abort(), done(false)), 200);
        const record = transaction.objectStore("journal").get("journal");
        transaction.oncomplete = () => (clearTimeout(late), done(record.result));
      };
    })`);
  });
}

const wrongClock = (days: number): MatrixCase => ({
  name: `the clock of the machine is ${Math.abs(days)} days ${days > 0 ? "fast" : "slow"}: the user is moved`,
  modes: "D4 L10",
  async run(stage) {
    stage.setAhead(days * DAY_MS);
    const { person, tab } = await stage.arrive();
    expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    await finish(stage, tab);
    await expectMoved(stage, person, tab);
    stage.setAhead(0);
    expect(await tab.visit()).toMatchObject({ status: "signed-in" });
    await expectUser(tab, person);
  },
});

export const pageLifeCases: readonly MatrixCase[] = [
  wrongClock(400),
  wrongClock(-400),
  {
    name: "the user leaves in the middle of the exchange: nothing is reported, and the next page gets the same session",
    modes: "L3 X1",
    async run(stage) {
      const { world } = stage;
      const { person, tab, held } = await stage.exchanging("after");
      const [session] = world.live(person.userID);
      await leaves(stage, tab);
      expect(await leftInJournal(stage, tab)).not.toHaveProperty("attempts");
      held.lift();
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      expect(sidOf((await tab.stored()).token)).toBe(session?.id);
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
  {
    name: "the user leaves in the middle of the exchange and goes back: one session",
    modes: "L2 L3",
    async run(stage) {
      const { world } = stage;
      const { person, tab, held } = await stage.exchanging("after", { path: "/cached" });
      await leaves(stage, tab);
      held.release();
      await tab.tab.back();
      await until("the app", () => tab.ask("return !!window.journey"));
      await tab.shows({ session: "authgear" });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
  {
    name: "the user leaves, signs out in another tab and goes back: nobody is signed in there",
    modes: "L2 O6",
    async run(stage) {
      const { person, tab } = await stage.arrive({ path: "/cached" });
      await tab.visit();
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
      await leaves(stage, tab);
      const other = await stage.tab();
      await other.visit();
      await other.signOut();
      await tab.tab.back();
      await until("the app", () => tab.ask("return !!window.journey"));
      await expectNobody(stage, person, tab, other);
    },
  },
  {
    name: "a page comes back from the page cache while its token ages: it goes on to the end",
    modes: "L2 S7",
    async run(stage) {
      const { person, tab } = await stage.arrive({ path: "/cached" });
      await tab.visit();
      await tab.ageing();
      await tab.ask("window.seen = journey.events.length");
      await leaves(stage, tab);
      await tab.tab.back();
      // It looks and proves again first, and neither of these may run out of time when the clock is moved.
      await until("the page as it was, whose token ages again", () =>
        tab.ask("return journey.events.slice(window.seen ?? Infinity).some(({ to }) => to === 'aging')"),
      );
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
  {
    name: "a tab goes behind another in the middle of the exchange: it is moved there",
    modes: "L4",
    async run(stage) {
      const { person, tab, held } = await stage.exchanging("after");
      await stage.tab();
      held.release();
      await tab.shows({ status: "migrated" });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
  {
    name: "a tab stands still in the middle of the exchange: another goes on with the old session, and both end with one",
    modes: "T2 L4",
    async run(stage) {
      const { world } = stage;
      const { person, tab, held } = await stage.exchanging("after");
      const goOn = await stage.still(tab);
      held.release();
      const other = await stage.tab();
      await other.load();
      await until("a tab that waits for the lock", () =>
        other.ask("return (await navigator.locks.query()).pending.length === 1"),
      );
      await stage.pass(2_500);
      expect(await other.settled()).toMatchObject({ status: "kept", reason: "try-later" });
      await expectUntouched(stage, person, other);
      await goOn();
      for (const each of [tab, other]) await each.shows({ session: "authgear" });
      await finishAny(stage, [tab, other]);
      await expectMoved(stage, person, tab, other);
      expect(world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
    },
  },
  {
    name: "a tab stands still while another signs out: when it goes on, it is nobody's",
    modes: "O6 L4 T7",
    async run(stage) {
      const { person, tab } = await stage.arrive();
      await tab.visit();
      await tab.ageing();
      const goOn = await stage.still(tab);
      const other = await stage.tab();
      await other.load();
      await other.signOut();
      await goOn();
      await expectNobody(stage, person, tab, other);
    },
  },
  {
    name: "an OAuth callback stands in the address: nothing is asked there, and the next page is moved",
    modes: "F5 F6",
    async run(stage) {
      const { gate } = stage.world;
      const { person, tab } = await stage.arrive();
      const kept = { status: "kept", session: "unknown", reason: "try-later" };
      expect(await tab.visit("&code=of-somebody&state=of-somebody")).toEqual(kept);
      await expectUntouched(stage, person, tab);
      expect(gate.requests(EXCHANGE)).toEqual([]);
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
];
