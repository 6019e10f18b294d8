import type { Browser, BrowserContext, Page } from "playwright-core";
import type { MigrationEvent } from "../../src/index.js";
import type { Journey, ToldState } from "./app/journey.js";

/** Where this browser keeps what. */
export interface Stored {
  /** The refresh token of `@authgear/web`. */
  readonly token: string | undefined;
  /** The token of the old app. */
  readonly legacy: string | undefined;
  readonly marker: string | undefined;
}

export interface VisitorOptions {
  readonly app: string;
  /** The old app's token that the browser starts with. */
  readonly legacyToken?: string | undefined;
  readonly client?: string | undefined;
  /** Path of the page. Default `/`. */
  readonly path?: string | undefined;
}

/** One browser profile with one tab on the app. Its clock runs, and can be moved forward. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens the app, and opens it again: a page load each. */
  load(): Promise<void>;
  /** A page load, and what it settles as. */
  visit(): Promise<ToldState>;
  outcome(): Promise<ToldState>;
  states(): Promise<ToldState[]>;
  events(): Promise<MigrationEvent[]>;
  /** Errors that nobody caught and violations of the page's policy, over all loads. */
  faults(): readonly string[];
  /** Waits until the run of this page has come to a place. */
  reached(at: MigrationEvent["to"]): Promise<void>;
  /** Moves the clock of the page forward. */
  pass(ms: number): Promise<void>;
  stored(): Promise<Stored>;
  /** Names of the databases of this origin. */
  databases(): Promise<string[]>;
  close(): Promise<void>;
}

export const TOKEN_KEY = "authgear_default_refreshToken";
export const LEGACY_KEY = "old-app.token";

export async function openVisitor(browser: Browser, options: VisitorOptions): Promise<Visitor> {
  const { app, legacyToken, client = "spa", path = "/" } = options;
  const context = await browser.newContext();
  await context.clock.install();
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${app}/blank`);
  const set = ([key, value]: [string, string]): void => localStorage.setItem(key, value);
  if (legacyToken) await page.evaluate(set, [LEGACY_KEY, legacyToken] satisfies [string, string]);

  const load = async (): Promise<void> => void (await page.goto(`${app}${path}?client=${client}`));
  const journey = <T>(look: (journey: Journey) => T | Promise<T>): Promise<T> =>
    page.evaluate<T>(`(${look.toString()})(window.journey)`);
  const outcome = (): Promise<ToldState> => journey((it) => it.outcome());
  const stored = (key: string): Promise<string | undefined> =>
    page.evaluate((name) => localStorage.getItem(name) ?? undefined, key);

  return {
    page,
    context,
    load,
    async visit() {
      await load();
      return outcome();
    },
    outcome,
    states: () => journey((it) => it.states),
    events: () => journey((it) => it.events),
    faults: () => faults,
    reached: (at) => page.evaluate((place) => window.journey.reached(place), at),
    pass: (ms) => page.clock.fastForward(ms),
    stored: async () => ({
      token: await stored(TOKEN_KEY),
      legacy: await stored(LEGACY_KEY),
      marker: await stored(`authgear-session-migration:${client}`),
    }),
    databases: () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => String(name))),
    close: () => context.close(),
  };
}
