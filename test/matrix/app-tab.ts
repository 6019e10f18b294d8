import { expect } from "vitest";
import type { SignOutResult } from "../../src/index.js";
import type { Tab } from "../browsers/engine.js";
import type { ToldState } from "../journeys/app/journey.js";
import { LEGACY_KEY, TOKEN_KEY, type Stored } from "../journeys/visitor.js";
import type { Me } from "../journeys/app-api.js";
import { until } from "./until.js";

export interface AppTabOptions {
  /** The Authgear client. Default `spa`. */
  readonly client?: string;
  /** The page of the app. Default `/`. */
  readonly path?: string;
}

/** One tab on the app, in any engine. It only ever asks a page short questions, and asks again. */
export interface AppTab {
  readonly tab: Tab;
  /** Begins a page load, and waits until the app's script has run. */
  load(query?: string): Promise<void>;
  /** A page load, and what it settles as. */
  visit(query?: string): Promise<ToldState>;
  /** Reloads, or goes back: `begin`, then the page that comes. */
  comes(begin: () => Promise<void>): Promise<void>;
  settled(): Promise<ToldState>;
  state(): Promise<ToldState>;
  /** Waits for a state of the page. */
  shows(state: Partial<ToldState>): Promise<void>;
  /** Waits until the run waits for its token to age. */
  ageing(): Promise<void>;
  /** Whom the app's API takes this page for. */
  me(): Promise<Me>;
  signOut(): Promise<SignOutResult>;
  stored(): Promise<Stored>;
  /** Writes to localStorage as another script of the app would. */
  store(key: string, value: string): Promise<void>;
  /** Errors that nobody caught on this page, and what its policy refused. */
  faults(): Promise<string[]>;
  /** Asks the page: the body of a function. */
  ask(body: string): Promise<unknown>;
  /** The same where the answer takes its time; other tabs can be asked meanwhile. */
  askLong(body: string): Promise<() => Promise<unknown>>;
}

export function appTab(tab: Tab, origin: string, { client = "spa", path = "/" }: AppTabOptions = {}): AppTab {
  const ask = (body: string): Promise<unknown> => tab.evaluate(body);
  const load = async (query = ""): Promise<void> => {
    const mark = `load=${crypto.randomUUID()}`;
    await tab.open(`${origin}${path}?client=${client}&${mark}${query}`);
    await until(`the page ${path}`, () =>
      ask(`return location.search.includes("${mark}") && !!window.journey`),
    );
  };
  const settled = async (): Promise<ToldState> =>
    (await until("the outcome", () => ask("return window.journey.settled"))) as ToldState;
  const state = async (): Promise<ToldState> => (await ask("return journey.state()")) as ToldState;
  const askLong = async (body: string): Promise<() => Promise<unknown>> => {
    const name = `answer-${crypto.randomUUID()}`;
    const answer = (given: string): string => `window[${JSON.stringify(name)}] = ${given}`;
    await ask(`(async () => { ${body} })().then(
      (value) => { ${answer("{ value }")} },
      (error) => { ${answer("{ error: String(error) }")} });`);
    return async () => {
      const seen = await until("an answer of the page", () => ask(`return window[${JSON.stringify(name)}]`));
      const { value, error } = seen as { value?: unknown; error?: string };
      if (error !== undefined) throw new Error(error);
      return value;
    };
  };
  const longAnswer = async (body: string): Promise<unknown> => (await askLong(body))();
  return {
    tab,
    load,
    async visit(query) {
      await load(query);
      return settled();
    },
    async comes(begin) {
      await ask("window.left = true");
      await begin();
      await until("the next page", () => ask("return !window.left && !!window.journey"));
    },
    settled,
    state,
    shows: (wanted) => expect.poll(state).toMatchObject(wanted),
    ageing: async () => void (await until("a token that ages", () => ask("return journey.isAgeing()"))),
    me: async () => (await longAnswer(ME)) as Me,
    signOut: async () =>
      (await longAnswer("return journey.migration.signOut({ redirectURI: location.href })")) as SignOutResult,
    async stored() {
      const keys = [TOKEN_KEY, LEGACY_KEY, `authgear-session-migration:${client}`];
      const seen = await ask(`return ${JSON.stringify(keys)}.map((key) => localStorage.getItem(key))`);
      const [token, legacy, marker] = (seen as (string | null)[]).map((value) => value ?? undefined);
      return { token, legacy, marker };
    },
    store: async (key, value) =>
      void (await ask(`localStorage.setItem(${JSON.stringify(key)}, ${JSON.stringify(value)})`)),
    faults: async () => (await ask("return journey.faults")) as string[],
    ask,
    askLong,
  };
}

/** What an app does for each call of its own API. */
export const ME = `const bearer = await journey.migration.authorization();
  const response = await ownFetch("/api/me", { headers: bearer ? { authorization: bearer } : {} });
  return response.json();`;
