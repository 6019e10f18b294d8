import { expect } from "vitest";
import { sidOf } from "../journeys/visitor.js";
import type { Person } from "../journeys/world.js";
import type { AppTab } from "./app-tab.js";
import type { Stage } from "./stage.js";
import { until } from "./until.js";

/** Lets the token stand as long as it has to, and waits until the run behind the app has nothing left to do. */
export async function finish(stage: Stage, tab: AppTab): Promise<void> {
  await tab.ageing();
  await stage.pass(10_000);
  await expect.poll(async () => (await tab.stored()).marker).not.toContain('"open"');
}

/** The same where several tabs have work: the first whose token has stood long enough does it. */
export async function finishAny(stage: Stage, tabs: readonly AppTab[]): Promise<void> {
  await until("a tab whose token ages", async () => {
    for (const tab of tabs) if (await tab.ask("return journey.isAgeing()")) return true;
    return false;
  });
  const [tab] = tabs;
  const isClosed = (timeout: number): Promise<void> =>
    expect.poll(async () => (await tab?.stored())?.marker, { timeout }).not.toContain('"open"');
  await stage.pass(10_000);
  // Tabs that wrote the token side by side begin its ten seconds again.
  await isClosed(5_000).catch(async () => {
    await stage.pass(10_000);
    await isClosed(20_000);
  });
}

/** The end of every migration: one session, the same for Authgear, ledger, API and page, and nothing left of the old one. */
export async function expectMoved({ world }: Stage, person: Person, ...tabs: AppTab[]): Promise<void> {
  const { userID } = person;
  for (const tab of tabs) {
    const { token, legacy } = await tab.stored();
    expect(world.live(userID).map(({ id }) => id)).toEqual([sidOf(token)]);
    expect(legacy).toBeUndefined();
    await expectUser(tab, person);
  }
  const sids = world.live(userID).map(({ id }) => id);
  expect(await world.ledger(userID)).toMatchObject([{ state: "confirmed", sid: sids[0] }]);
  expect(world.legacy.isAlive(person)).toBe(false);
}

/** Page and API take the tab for this user, by a session of Authgear. */
export async function expectUser(tab: AppTab, { userID }: Person): Promise<void> {
  expect(await tab.state()).toMatchObject({ session: "authgear" });
  expect(await tab.me()).toEqual({ status: 200, session: "authgear", userID });
  expect(await tab.faults()).toEqual([]);
}

/** Nothing has changed for this user: the old session stands, and is what the app uses. */
export async function expectUntouched({ world }: Stage, person: Person, tab: AppTab): Promise<void> {
  expect(await tab.stored()).toMatchObject({ token: undefined, legacy: person.token });
  expect(world.legacy.isAlive(person)).toBe(true);
  expect(await tab.me()).toEqual({ status: 200, session: "legacy", userID: person.userID });
  expect(await tab.faults()).toEqual([]);
}

/** Nobody is signed in, anywhere. */
export async function expectNobody({ world }: Stage, person: Person, ...tabs: AppTab[]): Promise<void> {
  await expect.poll(() => world.live(person.userID)).toEqual([]);
  for (const tab of tabs) {
    await tab.shows({ status: "no-session", session: "none" });
    expect((await tab.stored()).token).toBeUndefined();
    expect(await tab.me()).toEqual({ status: 401 });
  }
}
