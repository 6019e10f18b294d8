import { sidOf } from "../../src/migration/marker.js";
import { sweep } from "./backend.js";
import { drain, flow } from "./flow.js";
import { loadTab } from "./perform.js";
import { comeBack } from "./tab.js";
import { rowOf, tokenOf } from "./stores.js";
import type { World } from "./types.js";

/** The nine promises, in the words of the README. */
export const PROMISES: readonly string[] = [
  "A fault of ours never leaves a user less signed in than before the page loaded.",
  "The legacy session is revoked only after the Authgear session is written, read back, accepted by Authgear from this browser, and on disk.",
  "One legacy session gives at most one live Authgear session that anybody holds; one left over by a crash is revoked at the next touch or sweep.",
  "Signing out wins over every pending step, in every tab, and stays, as long as the server or this browser still knows of it.",
  "A session that Authgear already holds is never overwritten; another user's session is never touched.",
  "The run always settles inside its time budget and never rejects or throws.",
  "No token of either provider in a URL, log, error, event, channel or journal.",
  "A page with nothing to migrate pays almost nothing.",
  "A migrating page waits for one round trip: the exchange.",
];

const BUDGET = 3_000;
const DAY = 86_400_000;

/** After each action: pages that had their time have settled, and those with nothing to do did nothing. */
export function check(world: World): void {
  const { tabs, time, watch, scheduler } = world;
  // What was due while a page stood still comes once it is let.
  const thawing = new Set(
    scheduler.gates().flatMap(({ owner, label }) => (label === "thaws" ? [owner] : [])),
  );
  for (const tab of tabs) {
    if (!tab) continue;
    const still = scheduler.isFrozen(tab.owner) || thawing.has(tab.owner);
    const late = !tab.state && time.now() - tab.openedAt > BUDGET && !still;
    if (late) watch.fail(6, `${tab.name} has not settled after ${time.now() - tab.openedAt} ms`);
    const paid = tab.requests.length > 0 || tab.opened;
    if (tab.nothingToDo && paid) watch.fail(8, `${tab.name} had nothing to do, and did something`);
  }
}

/** The faults end; pages load as on the days after, and the sweep comes by. */
export async function settle(world: World): Promise<void> {
  const { scheduler, tabs } = world;
  const others = [1, 2].filter((place) => tabs[place] !== undefined);
  world.offline = false;
  for (const tab of tabs) {
    if (tab?.cached) comeBack(world, tab);
    else if (tab) scheduler.thaw(tab.owner);
  }
  await drain(world);
  for (const pause of [0, DAY + 3_600_000, 0, 0]) {
    await flow(world, pause);
    const tab = loadTab(world, 0);
    void tab.look();
    await flow(world, 15_000);
    check(world);
    // A session that is over is noticed when the app uses it.
    tab.nothingToDo = false;
    if (tab.state?.session === "authgear") void tab.accessToken().catch(() => undefined);
    await flow(world, 1_000);
  }
  for (const place of others) void loadTab(world, place).look();
  await flow(world, 15_000);
  for (let sweeps = 0; sweeps < 2; sweeps++) {
    await flow(world, 400_000);
    void sweep(world);
    await flow(world, 1_000);
  }
  check(world);
}

/** In the end. */
export async function assertPromises(world: World): Promise<void> {
  const { watch, authgear, legacy, tabs, journal } = world;
  const [tab] = tabs;
  const session = tab?.state?.session;
  const token = tokenOf(world);
  const sid = sidOf(token);
  const live = new Set(authgear.emulator.sessions().map(({ id }) => id));
  const held = legacy.held && legacy.logins.get(legacy.held.name)?.alive === true;

  const signedIn = session === "authgear" ? sid !== undefined && live.has(sid) : session === "legacy" && held;
  if (watch.expected !== undefined && !signedIn) {
    watch.fail(1, `${watch.expected} was signed in, never signed out, and is told ${session}`);
  }

  for (const [name, all] of watch.delivered) {
    const left = [...all].filter((id) => live.has(id));
    if (left.length > 1) watch.fail(3, `${left.length} live sessions of ${name} at the end`);
  }
  for (const [id, { legacy: name }] of watch.origins) {
    if (name === undefined || !live.has(id) || watch.delivered.get(name)?.has(id)) continue;
    // What the ledger names is no orphan: its user may still come back for it, with the same key.
    const named = (await rowOf(world, name))?.authgearSession === id;
    if (!named) watch.fail(3, `a session of ${name} that nobody was given lives after the sweep`);
  }

  // What neither the server nor this browser knows of any more cannot be kept.
  if (!watch.forgotten) {
    const back = sid !== undefined && live.has(sid) && isSignedOut(world, sid);
    if (back) watch.fail(4, "a session that was signed out is back");
    // A cookie whose session the provider has ended shows nothing of that: the app's own API tells it from one that is alive.
    const nobody = session === "none" || (session === "legacy" && !held);
    const allOut = watch.signOuts > 0 && watch.expected === undefined && watch.excuses.length === 0;
    if (allOut && !nobody) watch.fail(4, `everybody signed out, and the page is told ${session}`);
  }

  for (const view of authgear.emulator.sessions({ all: true })) {
    const mine = watch.signedOut.has(view.id) || watch.ended.has(view.id);
    const touched = view.createdBy === "authorization_code" && view.revokedAt !== undefined && !mine;
    if (touched) watch.fail(5, "a session that its user made at Authgear was ended");
  }

  const seen = [...watch.seen, ...journal.history().map(({ value }) => JSON.stringify(value))].join("\n");
  for (const secret of [...watch.secrets, "legacy-secret"]) {
    if (seen.includes(secret)) watch.fail(7, "a token is seen outside of where it belongs");
  }
}

function isSignedOut({ watch }: World, sid: string): boolean {
  return watch.signedOut.has(sid) || watch.signedOut.has(watch.origins.get(sid)?.legacy ?? "");
}
