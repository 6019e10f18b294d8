import type { WebContainer } from "@authgear/web";
import { tokenKey } from "../authgear/token-key.js";
import { MigrationError } from "../error.js";
import { markerKey, sidOf } from "../migration/marker.js";
import type { MigrationOutcome, MigrationState, SignOutResult } from "../migration/state.js";
import { checkOptions } from "./check-options.js";
import { configured } from "./configure.js";
import type { Engine, EngineContext, Session } from "./engine-context.js";
import { glance } from "./glance.js";
import type { MigrateOptions } from "./options.js";
import { NO_SESSION, unknown } from "../migration/settled.js";
import { storageOf } from "./storage.js";
import { signOutHere } from "./sign-out-here.js";
import { createStore } from "./store.js";

/** A promise of the outcome that never rejects, with methods on it. */
export interface Migration extends Promise<MigrationOutcome> {
  /**
   * The configured container, whatever the outcome: nobody else needs `configure()`. Loads it if need be; rejects
   * only if it cannot be loaded.
   */
  readonly authgear: Promise<WebContainer>;
  getState(): MigrationState;
  /** Answers a function that ends the subscription. */
  subscribe(listener: (state: MigrationState) => void): () => void;
  /** `Bearer …` of the session that holds now, for any HTTP client; `null` without one, and for a cookie session. */
  authorization(): Promise<string | null>;
  /** Looks again, as the next page load would. */
  retry(): Promise<MigrationOutcome>;
  /** Ends both sessions; here first, then at the servers. `pending` is delivered by a later page load. */
  signOut(options: { redirectURI: string }): Promise<SignOutResult>;
}

type Page = Document & { prerendering?: boolean };

const RUNS = Symbol.for("authgear-session-migration");

/**
 * Moves the user of this page from the legacy provider to Authgear, once, behind the running app.
 * A second call for the same client joins the first run (F1, F2). On a server nothing is done (F3).
 * @throws TypeError at once if an option is wrong, naming it; nothing else ever throws or rejects.
 */
export function migrateOnLoad(options: MigrateOptions): Migration {
  const exchangeURL = checkOptions(options);
  // No name that an object has by itself.
  const key = `:${options.authgear.clientID}`;
  const page = globalThis.document as Page | undefined;
  const runs = page ? ((globalThis as { [RUNS]?: Record<string, Migration> })[RUNS] ??= {}) : {};
  return (runs[key] ??= begin(options, exchangeURL, page));
}

function begin(options: MigrateOptions, exchangeURL: string, page: Page | undefined): Migration {
  const { legacy, enabled = true, budgetMs = 3_000 } = options;
  const { container: held, ...configuration } = options.authgear;
  const given = typeof held === "object" ? held : undefined;
  const { getState, publish, subscribe, next } = createStore();
  const keys = { token: tokenKey(given?.name ?? "default"), marker: markerKey(configuration.clientID) };
  const storage = storageOf(keys);
  const shown = { sid: sidOf(storage.token()) };
  const container = configured(configuration);
  const context: EngineContext = {
    options,
    exchangeURL,
    budgetMs,
    keys,
    storage,
    shown,
    publish,
    given,
    container,
  };

  let session: Session | undefined;
  const open = async (): Promise<Session> => {
    const { openSession } = await import("../session.js");
    return (session ??= openSession(context));
  };
  let engine: Engine | undefined;
  const load = async (): Promise<Engine> => {
    const [{ startEngine }, opened] = await Promise.all([import("../engine.js"), open()]);
    return (engine ??= startEngine(context, opened));
  };

  /** What is certain is published at once; the rest is the engine's, inside the budget. */
  const look = async (): Promise<void> => {
    if (!page) return publish(unknown("unsupported"));
    let on = false;
    let hint: boolean | undefined;
    try {
      on = typeof enabled === "function" ? enabled() : enabled;
      hint = legacy.hint?.();
    } catch {
      // cannot tell
    }
    const [state, needed] = glance(on, !!storage.token(), storage.marker(), hint);
    if (state) publish(state);
    if (!needed) return;
    const before = getState();
    const giveUp = (): void => {
      if (state || getState() !== before) return;
      if (engine) engine.budget();
      else publish(unknown("try-later", new MigrationError("engine-unavailable", "load", true)));
    };
    const timer = setTimeout(giveUp, budgetMs);
    try {
      // Beside the engine and not after it: whoever has an old session is about to need it. Under Trusted Types
      // webpack makes an import throw at once.
      if (hint && !state && !held) import("@authgear/web").catch(() => {});
      const loaded = await load();
      // Too late is too late: the page was told to go on without.
      if (getState() === before) await loaded.start();
    } catch {
      giveUp();
    }
    clearTimeout(timer);
  };

  const outcome = next().then((state) => {
    const told = (): MigrationOutcome => state;
    // A container that the app holds already is configured by then; one to be loaded waits until it is asked for.
    return given
      ? Promise.race([container.ready(() => given), new Promise((go) => setTimeout(go))]).then(told, told)
      : state;
  });
  const start = (): void => void look();
  if (!page) queueMicrotask(start);
  else if (page.prerendering) page.addEventListener("prerenderingchange", start);
  else start();

  const methods: Omit<Migration, keyof Promise<MigrationOutcome> | "authgear"> = {
    getState,
    subscribe,
    async authorization() {
      await outcome;
      return page ? (await open()).authorization(getState() as MigrationOutcome) : null;
    },
    async retry() {
      await outcome;
      return Promise.race([next(), look().then(getState as () => MigrationOutcome)]);
    },
    async signOut(to) {
      try {
        if (page) {
          const own = signOutHere(storage, shown.sid);
          publish(NO_SESSION);
          return await (await open()).signOut(own, load, to);
        }
      } catch {
        // a later page load delivers it
      }
      return { legacy: "pending", authgear: "pending" };
    },
  };
  return Object.defineProperty(Object.assign(outcome, methods), "authgear", {
    get: () => outcome.then(open).then((opened) => opened.ready()),
  }) as Migration;
}
