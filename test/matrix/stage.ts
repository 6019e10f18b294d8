import type { Engine } from "../browsers/engine.js";
import type { EngineName } from "../browsers/find-browsers.js";
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
  /** What runs on every page of the app from now on, before its scripts. */
  prologue(script: string): void;
  /** Sets the clock of pages that are loaded from now on: milliseconds ahead of the machine's. */
  setAhead(ms: number): void;
  /** Moves the clock of all tabs forward. */
  pass(ms: number): Promise<void>;
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
    const { freeze, crash } = tab;
    /** A tab that answers no more is asked no more. */
    const leaves = <Args extends unknown[]>(end: (...args: Args) => Promise<void>) => {
      return (...args: Args): Promise<void> => {
        tabs.delete(app);
        return end(...args);
      };
    };
    const comesBack = async (frozen: boolean): Promise<void> => {
      tabs.delete(app);
      await freeze?.(frozen);
      if (!frozen) tabs.add(app);
    };
    const close = leaves(tab.close);
    const app = appTab(
      { ...tab, close, ...(freeze && { freeze: comesBack }), ...(crash && { crash: leaves(crash) }) },
      origin,
      options,
    );
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
    prologue: (script) => void (page.script = `{ ${script} }`),
    setAhead: (ms) => void (page.ahead = ms),
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
