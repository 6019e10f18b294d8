import { MigrationError } from "../../src/error.js";
import { glance as realGlance } from "../../src/front-door/glance.js";
import { signOutHere as realSignOutHere } from "../../src/front-door/sign-out-here.js";
import { sidOf } from "../../src/migration/marker.js";
import { createRun, type RunHandle } from "../../src/migration/run.js";
import type { MigrationOutcome } from "../../src/migration/state.js";
import { CLIENT_ID, ENDPOINT } from "./authgear-side.js";
import { createContainer } from "./container.js";
import { overNetwork, portsOf, sendOf, writeLocal } from "./page-ports.js";
import { KEYS, markerOf, tokenOf } from "./stores.js";
import type { Tab, World } from "./types.js";

const BUDGET = 3_000;

/** Opens a page; its run begins, and nothing of it goes on before it is let. */
export function openTab(world: World, place: number): Tab {
  const { scheduler, time, watch, mutation, settings, legacy } = world;
  const { glance = realGlance, signOutHere = realSignOutHere } = mutation;
  const name = `tab ${place + 1}`;
  const owner = `${name} page ${++world.pages}`;
  const send = (): ReturnType<typeof sendOf> => sendOf(world, tab);

  const publish = (state: MigrationOutcome): void => {
    watch.published(tab, state);
    tab.state = state;
    tab.states.push(state.status);
  };
  const engine = (): RunHandle => {
    if (tab.run) return tab.run;
    const ports = portsOf(world, tab);
    const run = createRun(mutation.ports?.(ports) ?? ports, {
      publish,
      onTransition(from, event, to) {
        watch.seen.push([from, event.type, to].join(" "));
        tab.delivering = to === "signing-out" || to === "legacy-out";
        tab.running = to !== "idle";
      },
    });
    return (tab.run = mutation.run?.(run) ?? run);
  };
  const tab: Tab = {
    name,
    owner,
    openedAt: time.now(),
    state: undefined,
    states: [],
    requests: [],
    opened: false,
    nothingToDo: false,
    verified: false,
    shown: { sid: sidOf(tokenOf(world)) },
    run: undefined,
    container: createContainer({
      token: () => tokenOf(world),
      setToken: (token) => {
        watch.rotating(owner, undefined);
        watch.wroteToken(tab.leaving ? "logout" : "sdk", tokenOf(world), token);
        writeLocal(world, tab, KEYS.token, token);
      },
      now: time.now,
      async refresh(refreshToken) {
        const form = { grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: refreshToken };
        const init = { method: "post", body: new URLSearchParams(form), timeoutMs: Infinity } as const;
        const answer = await send()(`${ENDPOINT}/oauth2/token`, init);
        if (typeof answer === "string") {
          watch.rotationLost(owner);
          throw new TypeError(answer);
        }
        const body = Object(answer.body) as Record<string, unknown>;
        const stored = sidOf(tokenOf(world));
        // The SDK deletes whatever is stored by then, whoever's it is.
        if (body["error"] === "invalid_grant" && stored && stored !== sidOf(refreshToken))
          watch.excuse("signed in while a refresh of the session before was on its way to be refused");
        return { status: answer.status, body };
      },
      async revoke(refreshToken) {
        const body = new URLSearchParams({ token: refreshToken });
        await send()(`${ENDPOINT}/oauth2/revoke`, { method: "post", body, timeoutMs: Infinity });
      },
    }),
    async accessToken() {
      if (!tab.container.isConfigured()) tab.container.configure();
      const free = settings.locks ? await world.locks.request("refresh", owner) : undefined;
      try {
        await tab.container.refreshIfNeeded();
      } finally {
        free?.();
      }
      const token = tab.container.accessToken();
      if (token !== undefined) watch.secrets.add(token);
      return token;
    },
    awake: async () => {
      if (scheduler.isFrozen(owner) || scheduler.isDead(owner)) await scheduler.pass(owner, "thaws");
    },
    /** As `migrateOnLoad` looks: what is certain is published at once, the rest is the engine's inside the budget. */
    async look() {
      const before = tab.state;
      const hint = settings.hint ? legacy.held !== null : undefined;
      const [state, needed] = glance(true, tokenOf(world) !== null, markerOf(world), hint);
      const [, really] = realGlance(true, tokenOf(world) !== null, markerOf(world), hint);
      tab.nothingToDo = !really && before === undefined;
      if (state) publish(state);
      if (!needed) return;
      const giveUp = (): void => {
        if (state || tab.state !== before || scheduler.isDead(owner)) return;
        if (tab.run) tab.run.budget();
        else {
          const error = new MigrationError("engine-unavailable", "load", true);
          publish({ status: "kept", session: "unknown", reason: "try-later", error });
        }
      };
      const cancel = time.after(BUDGET, () => void tab.awake().then(giveUp));
      if (!tab.run && (await overNetwork(world, tab, "engine", async () => true)) !== true) return giveUp();
      const run = engine();
      if (state || tab.state === before) await run.start();
      cancel();
    },
    async signOut() {
      tab.signingOut = true;
      const own = signOutHere(portsOf(world, tab).storage, tab.shown.sid);
      publish({ status: "no-session", session: "none" });
      await engine().signOut(own);
      tab.leaving = true;
      if (!tab.container.isConfigured()) tab.container.configure();
      if (tokenOf(world) === null || mutation.logsOutAnybody) await tab.container.logout();
      // The SDK leaves the page.
      closeTab(world, place);
    },
    leaving: false,
    cached: false,
    signingOut: false,
    delivering: false,
    running: false,
    behind: false,
  };
  world.tabs[place] = tab;
  return tab;
}

/** The page goes into the page cache. One that has to do with a lock is not kept: other pages may need it. */
export function cacheTab(world: World, place: number): void {
  const tab = world.tabs[place];
  if (!tab) return;
  tab.run?.leave();
  if (world.locks.concern(tab.owner)) return closeTab(world, place);
  tab.cached = true;
  world.scheduler.freeze(tab.owner);
}

export function comeBack({ scheduler, time }: World, tab: Tab): void {
  const { run } = tab;
  tab.cached = false;
  scheduler.thaw(tab.owner);
  // As the engine does it: the run that goes on has the whole budget.
  if (!run) return;
  run.back();
  tab.openedAt = time.now();
  time.after(BUDGET, () => void tab.awake().then(run.budget));
}

/** The page goes away: as by a reload or a closed tab, or, without a word, as by a crash. */
export function closeTab(world: World, place: number, crashed = false): void {
  const tab = world.tabs[place];
  if (!tab) return;
  if (!crashed) tab.run?.leave();
  world.tabs[place] = undefined;
  world.watch.rotationLost(tab.owner);
  world.scheduler.kill(tab.owner);
  world.locks.drop(tab.owner);
}
