import type { Browser, BrowserContext, Page } from "playwright-core";
import type { MigrationEvent, SignOutResult } from "../../src/index.js";
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

/** One tab on the app. The clock of its browser profile runs, and can be moved forward for all of its tabs. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Another tab of the same profile, not yet on the app. */
  tab(): Promise<Visitor>;
  /** Ends this tab as a crash would, and answers a new one. */
  crash(): Promise<Visitor>;
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
  /** Waits until the run of this page waits for its token to age. */
  ageing(): Promise<void>;
  /** Moves the clock of the page forward. */
  pass(ms: number): Promise<void>;
  /** Asks the journey of this page. */
  ask<T>(question: (journey: Journey) => T | Promise<T>): Promise<T>;
  stored(): Promise<Stored>;
  /** Writes to localStorage as another script of the app would. */
  store(key: string, value: string): Promise<void>;
  signOut(): Promise<SignOutResult>;
  /** Names of the databases of this origin. */
  databases(): Promise<string[]>;
  close(): Promise<void>;
}

export const TOKEN_KEY = "authgear_default_refreshToken";
export const LEGACY_KEY = "old-app.token";

export async function openVisitor(browser: Browser, options: VisitorOptions): Promise<Visitor> {
  const context = await browser.newContext();
  await context.clock.install();
  const visitor = await openTab(context, options);
  if (options.legacyToken) await visitor.store(LEGACY_KEY, options.legacyToken);
  return visitor;
}

async function openTab(context: BrowserContext, options: VisitorOptions): Promise<Visitor> {
  const { app, client = "spa", path = "/" } = options;
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${app}/blank`);

  const load = async (): Promise<void> => void (await page.goto(`${app}${path}?client=${client}`));
  const ask: Visitor["ask"] = (question) => page.evaluate(`(${question.toString()})(window.journey)`);
  const stored = (key: string): Promise<string | undefined> =>
    page.evaluate((name) => localStorage.getItem(name) ?? undefined, key);
  const outcome = (): Promise<ToldState> => ask((journey) => journey.outcome());

  return {
    page,
    context,
    tab: () => openTab(context, options),
    async crash() {
      await page.close();
      return openTab(context, options);
    },
    load,
    async visit() {
      await load();
      return outcome();
    },
    outcome,
    states: () => ask((journey) => journey.states),
    events: () => ask((journey) => journey.events),
    faults: () => faults,
    reached: (at) => page.evaluate((place) => window.journey.reached(place), at),
    ageing: () => ask((journey) => journey.ageing()),
    pass: (ms) => page.clock.fastForward(ms),
    ask,
    stored: async () => ({
      token: await stored(TOKEN_KEY),
      legacy: await stored(LEGACY_KEY),
      marker: await stored(`authgear-session-migration:${client}`),
    }),
    store: (key, value) =>
      page.evaluate(([name, text]) => localStorage.setItem(name, text), [key, value] as const),
    signOut: () => ask((journey) => journey.migration.signOut({ redirectURI: location.href })),
    databases: () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => String(name))),
    close: () => context.close(),
  };
}

/** The session id in a refresh token of Authgear. */
export function sidOf(token: string | undefined): string | undefined {
  return token?.split(".")[0];
}
