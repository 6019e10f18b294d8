import { isPending, sidOf } from "../../src/migration/marker.js";
import type { Action } from "./action.js";
import { CLIENT_ID } from "./authgear-side.js";
import { crashServer, sweep } from "./backend.js";
import { flow, go } from "./flow.js";
import { writeLocal } from "./page-ports.js";
import { cacheTab, closeTab, comeBack, openTab } from "./tab.js";
import { KEYS, markerOf, tokenOf } from "./stores.js";
import type { Tab, World } from "./types.js";

/** Lets one thing happen; answers false where there was nothing for it to happen to. */
export async function perform(world: World, action: Action): Promise<void> {
  const { scheduler, trace, time, watch, legacy } = world;
  const tab = "tab" in action ? world.tabs[action.tab] : undefined;
  const begin = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => watch.fail(6, String(error)));
  switch (action.do) {
    case "open":
      trace.action(`tab ${action.tab + 1} loads the page`);
      begin(loadTab(world, action.tab).look());
      break;
    case "close":
      if (!tab) return;
      trace.action(`${tab.name} is closed`);
      closeTab(world, action.tab);
      break;
    case "go":
      if (scheduler.gates().length === 0) return;
      trace.action(`the next ${action.steps} steps${action.order > 0 ? `, in order ${action.order}` : ""}`);
      await go(world, action.steps, action.order);
      break;
    case "flow":
      trace.action(`${action.ms} ms in which all goes well`);
      await flow(world, action.ms);
      break;
    case "stall":
      trace.action(`${action.ms} ms in which nothing goes on`);
      await time.advance(action.ms, scheduler.quiet);
      break;
    case "lose": {
      const fragile = scheduler.gates().filter((gate) => gate.fragile);
      const gate = fragile[action.pick % fragile.length];
      if (!gate) return;
      const how = action.undone && gate.label.startsWith("store") ? "undone" : "lost";
      trace.action(`${gate.owner}: ${gate.label}: ${how === "lost" ? "lost" : "done, and not answered"}`);
      await scheduler.open(gate, how);
      break;
    }
    case "crash":
      if (!tab) return;
      trace.action(`${tab.name} crashes`);
      closeTab(world, action.tab, true);
      break;
    case "crashBrowser":
      trace.action(`the browser crashes (localStorage ${action.local}, journal ${action.journal} lost)`);
      crashBrowser(world, action.local, action.journal);
      break;
    case "crashServer": {
      const owners = [...world.dying.keys()];
      const owner = owners[action.pick % owners.length];
      if (owner === undefined) return;
      trace.action(`${owner} dies with its process`);
      crashServer(world, owner);
      break;
    }
    case "network":
      if (world.offline === !action.up) return;
      trace.action(action.up ? "the network is back" : "the network is down");
      world.offline = !action.up;
      break;
    case "evict":
      trace.action(`the browser evicts ${action.what}`);
      evict(world, action.what);
      break;
    case "signOut":
      if (!tab?.state || tab.state.session === "none" || scheduler.isFrozen(tab.owner)) return;
      trace.action(`${tab.name}: the user signs out`);
      noteSignOut(world, tab);
      begin(tab.signOut());
      break;
    case "signInOld":
      await time.advance(2_000, scheduler.quiet);
      signInOld(world, action.user);
      break;
    case "signInNew":
      await signInNew(world, action.user, action.tab);
      break;
    case "administrator": {
      const sid = sidOf(tokenOf(world));
      if (sid === undefined || watch.ended.has(sid)) return;
      trace.action("an administrator ends the Authgear session");
      world.authgear.emulator.revokeSession(sid);
      watch.ended.add(sid);
      watch.excuse("an administrator ended the session");
      break;
    }
    case "refreshOld":
      if (!legacy.held) return;
      trace.action("the legacy token is refreshed");
      legacy.held.refreshes += 1;
      break;
    case "api":
      if (tab?.state?.session !== "authgear") return;
      trace.action(`${tab.name}: the app asks for an access token`);
      tab.nothingToDo = false;
      begin(tab.accessToken().catch(() => undefined));
      break;
    case "freeze":
      if (!tab || scheduler.isFrozen(tab.owner)) return;
      trace.action(`${tab.name} is frozen`);
      scheduler.freeze(tab.owner);
      break;
    case "thaw":
      if (!tab || tab.cached || !scheduler.isFrozen(tab.owner)) return;
      trace.action(`${tab.name} thaws`);
      scheduler.thaw(tab.owner);
      break;
    case "leave":
      if (!tab || scheduler.isFrozen(tab.owner)) return;
      trace.action(`${tab.name} is left, and may wait in the page cache`);
      cacheTab(world, action.tab);
      break;
    case "back":
      if (!tab?.cached) return;
      trace.action(`${tab.name} comes back from the page cache`);
      tab.nothingToDo = false;
      comeBack(world, tab);
      break;
    case "retry":
      if (!tab?.state || scheduler.isFrozen(tab.owner)) return;
      trace.action(`${tab.name}: the app calls retry()`);
      tab.nothingToDo = false;
      begin(tab.look());
      break;
    case "sweep":
      trace.action("a sweep begins");
      // Whoever calls it hears of a failure, and calls again.
      void sweep(world).catch(() => undefined);
      break;
  }
  await scheduler.quiet();
}

export function loadTab(world: World, place: number): Tab {
  closeTab(world, place);
  return openTab(world, place);
}

/** What the user sees here is signed out: the Authgear session, and the legacy session that it came from or that is in use. */
function noteSignOut(world: World, tab: Tab): void {
  const { watch, legacy } = world;
  watch.signOuts += 1;
  watch.signedOutAt = world.time.now();
  tab.nothingToDo = false;
  // A tab that shows no Authgear session ends the one that the journal names (R6).
  const sid = tab.shown.sid ?? world.journal.get()?.sid;
  const beside = legacy.held?.name;
  const shown = sid === undefined ? beside : watch.origins.get(sid)?.legacy;
  for (const name of [sid, shown]) if (name !== undefined) watch.signedOut.add(name);
  if (beside !== undefined && beside !== shown) {
    watch.beside.add(beside);
    watch.excuse("another log-in at the old provider stands beside the session that is signed out");
  }
  const stored = sidOf(tokenOf(world));
  if (stored !== undefined && stored !== sid) {
    // It goes with the other if it is the one that was migrated here (R1), else it stays.
    watch.beside.add(stored);
    watch.excuse("a session that this tab does not show stands beside the one that is signed out");
  }
  watch.expected = undefined;
}

function crashBrowser(world: World, local: number, journal: number): void {
  const { watch, time } = world;
  const before = tokenOf(world);
  const beforeMarker = JSON.stringify(markerOf(world));
  for (const place of world.tabs.keys()) closeTab(world, place, true);
  world.local.crash(local);
  world.journal.crash(journal);
  const after = tokenOf(world);
  const sid = sidOf(before);
  if (sid !== undefined && after !== before && wasGivenUp(world, sid)) {
    watch.excuse("the browser crashed before the last rotation was on disk");
  }
  const sawSignOut = time.now() - watch.signedOutAt < 10_000;
  if (sawSignOut && beforeMarker !== JSON.stringify(markerOf(world))) watch.forgotten = true;
}

/** After confirm was sent, or where there never was a legacy session behind it, the Authgear session is all there is. */
function wasGivenUp({ watch }: World, sid: string): boolean {
  return watch.confirmed.has(sid) || watch.origins.get(sid)?.legacy === undefined;
}

function evict(world: World, what: "journal" | "everything"): void {
  const { watch } = world;
  const sid = sidOf(tokenOf(world));
  world.journal.set(undefined);
  if (what === "journal") return;
  if (isPending(markerOf(world))) watch.forgotten = true;
  if (sid !== undefined && wasGivenUp(world, sid)) {
    watch.excuse("after confirm is sent, eviction signs the user out");
  }
  for (const key of Object.values(KEYS)) writeLocal(world, undefined, key, null);
}

/** The old provider's login page; what stood there before is replaced. */
function signInOld(world: World, user: string): void {
  const { watch, legacy, trace, settings, tabs, scheduler } = world;
  const name = legacy.login(user);
  watch.expected = name;
  const waiting = new Set(scheduler.gates().map(({ owner }) => owner));
  for (const tab of tabs) {
    if (tab) tab.behind = tab.running || waiting.has(tab.owner) || scheduler.isFrozen(tab.owner);
  }
  trace.action(`${user} signs in at the old provider (${name})`);
  // Two cookies cannot be told apart: the one that ends is the one that is there by then.
  const cookie = settings.credential === "cookie";
  const delivering = tabs.some((one) => one?.signingOut === true || (cookie && one?.delivering === true));
  if (!delivering && (settings.knowsAuthTime || !isPending(markerOf(world)))) return;
  // A sign-out by credential with unknown auth time closes whoever is signed in by then, and so does the page that still delivers one.
  watch.beside.add(name);
  watch.excuse("signed in at the old provider while a sign-out was still on its way");
}

/** The user comes back from Authgear's login page: the SDK stores the session, and the app's page begins anew. */
async function signInNew(world: World, user: string, place: number): Promise<void> {
  const { watch, authgear, trace, scheduler, time } = world;
  if (tokenOf(world) !== null || world.offline) return;
  await time.advance(2_000, scheduler.quiet);
  // Runs whose deadlines ended meanwhile may have gone on.
  if (tokenOf(world) !== null) return;
  const userID = world.users.get(user) ?? "";
  const { sessionID, refreshToken } = await authgear.emulator.signIn({ userID, clientID: CLIENT_ID });
  trace.action(`tab ${place + 1}: ${user} signs in at Authgear`);
  watch.origins.set(sessionID, { legacy: undefined, user });
  watch.expected = user;
  closeTab(world, place);
  writeLocal(world, undefined, KEYS.token, refreshToken);
  void loadTab(world, place).look();
}
