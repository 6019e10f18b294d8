import type { Engine } from "../browsers/engine.js";
import type { EngineName } from "../browsers/find-browsers.js";
import type { Hold } from "../journeys/gate.js";
import { EXCHANGE } from "../journeys/routes.js";
import { LEGACY_KEY } from "../journeys/visitor.js";
import type { JourneyWorld, Person } from "../journeys/world.js";
import { appTab, type AppTab, type AppTabOptions } from "./app-tab.js";

/** What one case plays on: an origin of its own in one engine, and the world around it. */
export interface Stage {
  readonly engine: EngineName;
  readonly world: JourneyWorld;
  readonly origin: string;
  /** Another origin of the app, on another site. */
  readonly elsewhere: string;
  /** Another tab of the browser, not yet on the app. */
  tab(options?: AppTabOptions): Promise<AppTab>;
  /** A user who is signed in at the old provider, and a tab of the old app, which is not yet on the new one. */
  arrive(options?: AppTabOptions): Promise<{ person: Person; tab: AppTab }>;
  /** A user whose exchange is on its way, held before or after the server's work. */
  exchanging(
    where: "before" | "after",
    options?: AppTabOptions,
  ): Promise<{ person: Person; tab: AppTab; held: Hold }>;
  /** What runs on every page of the app from now on, before its scripts. */
  prologue(script: string): void;
  /** Sets the clock of pages that are loaded from now on: milliseconds ahead of the machine's. */
  setAhead(ms: number): void;
  /** Moves the clock of all tabs forward. */
  pass(ms: number): Promise<void>;
  /** Nothing runs in this tab any more, as in a frozen one, until what this answers is called. */
  still(tab: AppTab): Promise<() => Promise<void>>;
}

export interface StageParts {
  readonly engine: Engine;
  readonly name: EngineName;
  readonly world: JourneyWorld;
  readonly origin: string;
  readonly elsewhere: string;
}

/** Where the pages of an origin look for what runs before them. */
export interface Page {
  script: string;
  ahead: number;
}

/** Plays one scene and clears everything away, whatever came of it. */
export async function onStage(
  parts: StageParts,
  page: Page,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { engine, name, world, origin, elsewhere } = parts;
  const tabs = new Set<AppTab>();
  const open = async (options?: AppTabOptions): Promise<AppTab> => {
    const tab = await engine.openTab(`${origin}/blank`);
    const { crash } = tab;
    /** A tab that answers no more is asked no more. */
    const leaves = (end: () => Promise<void>) => (): Promise<void> => {
      tabs.delete(app);
      return end();
    };
    const ends = { close: leaves(tab.close), ...(crash && { crash: leaves(crash) }) };
    const app = appTab({ ...tab, ...ends }, origin, options);
    tabs.add(app);
    return app;
  };
  const stage: Stage = {
    engine: name,
    world,
    origin,
    elsewhere,
    tab: open,
    async arrive(options) {
      const [person, tab] = [await world.person(), await open(options)];
      await tab.store(LEGACY_KEY, person.token);
      return { person, tab };
    },
    async exchanging(where, options) {
      const arrived = await stage.arrive(options);
      const held = world.gate.hold(EXCHANGE, where);
      await arrived.tab.load();
      await held.reached;
      return { ...arrived, held };
    },
    prologue: (script) => void (page.script = `{ ${script} }`),
    setAhead: (ms) => void (page.ahead = ms),
    async still(tab) {
      const hold = world.gate.hold("GET app/still", "before");
      // WebKit gives up after ten seconds, and is made to ask again before anything else runs.
      await tab.ask(`setTimeout(() => {
        for (let status = 0; status === 0; ) {
          const request = new XMLHttpRequest();
          request.open("GET", "/still", false);
          try {
            request.send();
            status = request.status;
          } catch {}
        }
      }, 100)`);
      await hold.reached;
      tabs.delete(tab);
      const since = page.ahead;
      return async () => {
        hold.lift();
        hold.release();
        await tab.ask(`pageClock.pass(${page.ahead - since})`);
        tabs.add(tab);
      };
    },
    async pass(ms) {
      page.ahead += ms;
      await Promise.all([...tabs].map((tab) => tab.ask(`window.pageClock?.pass(${ms})`)));
    },
  };
  try {
    await play(stage);
  } finally {
    world.gate.clear();
    world.emulator.clearFaults();
    await Promise.allSettled([...tabs].map((tab) => tab.tab.close()));
  }
}
