import { expect } from "vitest";
import { EXCHANGE } from "../../journeys/routes.js";
import { sidOf } from "../../journeys/visitor.js";
import { expectMoved, expectNobody, expectUntouched, expectUser, finish } from "../expect-end.js";
import type { AppTab } from "../app-tab.js";
import type { MatrixCase } from "../matrix-case.js";
import type { Stage } from "../stage.js";
import { until } from "../until.js";

const refusesWrites = (what: string, setItem: string): MatrixCase => ({
  name: `localStorage ${what}: the old session is kept, and the next load has the new one`,
  modes: "S1 S2",
  async run(stage) {
    const { world } = stage;
    const { person, tab } = await stage.arrive();
    stage.prologue(`Storage.prototype.setItem = ${setItem};`);
    const kept = { status: "kept", reason: "try-later", code: "storage-unavailable" };
    expect(await tab.visit()).toMatchObject(kept);
    await expectUntouched(stage, person, tab);
    const [session] = world.live(person.userID);
    stage.prologue("");
    expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
    expect(sidOf((await tab.stored()).token)).toBe(session?.id);
    await finish(stage, tab);
    await expectMoved(stage, person, tab);
  },
});

const withoutJournal = (what: string, open: string): MatrixCase => ({
  name: `IndexedDB ${what}: the user is moved all the same`,
  modes: "S3 S6",
  async run(stage) {
    stage.prologue(`window.opened = 0; IDBFactory.prototype.open = () => { window.opened += 1; ${open} };`);
    const { person, tab } = await stage.arrive();
    await tab.load();
    await until("the journal opened", () => tab.ask("return window.opened > 0"));
    await stage.pass(400);
    expect(await tab.settled()).toMatchObject({ status: "migrated", userID: person.userID });
    await finish(stage, tab);
    await expectMoved(stage, person, tab);
    expect(stage.world.emulator.sessions({ userID: person.userID, all: true })).toHaveLength(1);
  },
});

/** An old app whose session is a cookie, copied to where it looks for it. */
const COOKIE_KEEPS = `const [, kept] = /old=([^;]+)/.exec(document.cookie) ?? [];
  if (kept && !localStorage.getItem("old-app.token")) localStorage.setItem("old-app.token", kept);`;

/** What a browser does to the storage of a page that nobody visits: everything goes but the cookies. */
async function evict(stage: Stage, tab: AppTab): Promise<void> {
  await tab.tab.open(`${stage.origin}/blank`);
  await until("the blank page", () => tab.ask("return !window.journey && location.pathname === '/blank'"));
  await tab.ask(`localStorage.clear();
    for (const { name } of await indexedDB.databases()) {
      await new Promise((done, fail) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = done;
        request.onerror = fail;
      });
    }`);
}

export const storageCases: readonly MatrixCase[] = [
  {
    name: "localStorage is closed: nothing is asked, and the user is moved once it is open",
    modes: "S2",
    async run(stage) {
      const { world } = stage;
      const { person, tab } = await stage.arrive();
      stage.prologue(`Object.defineProperty(window, "localStorage",
        { get() { throw new DOMException("closed", "SecurityError"); } });`);
      const kept = { status: "kept", session: "unknown", reason: "unsupported" };
      expect(await tab.visit()).toEqual(kept);
      expect(world.gate.requests("POST *")).toEqual([]);
      expect(world.legacy.isAlive(person)).toBe(true);
      expect(await tab.faults()).toEqual([]);
      stage.prologue("");
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      await finish(stage, tab);
      await expectMoved(stage, person, tab);
    },
  },
  refusesWrites("refuses writes", `() => { throw new DOMException("full", "QuotaExceededError"); }`),
  refusesWrites("takes writes and keeps nothing", "() => {}"),
  withoutJournal("throws", `throw new DOMException("closed", "SecurityError");`),
  withoutJournal("never answers", "return new EventTarget();"),
  {
    name: "storage is evicted before the end while the old session lives on in a cookie: one session takes the place of the lost one",
    modes: "S8 X11",
    async run(stage) {
      const { world } = stage;
      stage.prologue(COOKIE_KEEPS);
      const { person, tab } = await stage.arrive();
      await tab.ask(`document.cookie = "old=${person.token}"`);
      expect(await tab.visit()).toMatchObject({ status: "migrated" });
      await tab.ageing();
      const lost = sidOf((await tab.stored()).token);
      await evict(stage, tab);
      expect(await tab.visit()).toMatchObject({ status: "migrated", userID: person.userID });
      const sid = sidOf((await tab.stored()).token);
      expect(sid).not.toBe(lost);
      await finish(stage, tab);
      expect(world.live(person.userID).map(({ id }) => id)).toEqual([sid]);
      expect(world.legacy.isAlive(person)).toBe(false);
      await expectUser(tab, person);
    },
  },
  {
    name: "storage is evicted after a sign-out, and the cookie of the old session stays: nobody is signed in",
    modes: "S8 O2",
    async run(stage) {
      const { world } = stage;
      stage.prologue(COOKIE_KEEPS);
      const { person, tab } = await stage.arrive();
      await tab.ask(`document.cookie = "old=${person.token}"`);
      await tab.visit();
      await tab.ageing();
      world.gate.answer("POST legacy/revoke", { status: 503, type: "text/plain", body: "Later" });
      expect(await tab.signOut()).toEqual({ legacy: "pending", authgear: "ended" });
      expect(world.legacy.isAlive(person)).toBe(true);
      await evict(stage, tab);
      expect(await tab.visit()).toEqual({ status: "no-session", session: "none" });
      await expectNobody(stage, person, tab);
      expect(world.gate.requests(EXCHANGE)).toHaveLength(2);
    },
  },
];
