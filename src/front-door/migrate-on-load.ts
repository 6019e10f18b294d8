import type { WebContainer } from "@authgear/web";
import { tokenKey } from "../authgear/token-key.js";
import { readItem } from "../browser/local-storage.js";
import { MigrationError } from "../error.js";
import { markerKey, parseMarker, sidOf } from "../migration/marker.js";
import type { MigrationOutcome, MigrationState, SignOutResult } from "../migration/state.js";
import { checkOptions } from "./check-options.js";
import { lazyContainer } from "./container.js";
import type { Engine } from "./engine-context.js";
import { glance } from "./glance.js";
import type { MigrateOptions } from "./options.js";
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
  const { clientID } = options.authgear;
  const page = globalThis.document as Page | undefined;
  const runs = page ? ((globalThis as { [RUNS]?: Record<string, Migration> })[RUNS] ??= {}) : {};
  return (runs[clientID] ??= begin(options, exchangeURL, page));
}

function begin(options: MigrateOptions, exchangeURL: string, page: Page | undefined): Migration {
  const { authgear, legacy, enabled, budgetMs = 3_000 } = options;
  const { getState, publish: show, subscribe, next } = createStore();
  const container = lazyContainer(authgear);
  const keys = { token: tokenKey(container.name), marker: markerKey(authgear.clientID) };
  const shown = { sid: sidOf(readItem(keys.token)) };
  const publish = (state: MigrationOutcome): void => {
    // A container that the app holds already is configured for it; one to be loaded waits until it is asked for.
    if (typeof authgear.container === "object") container.ready().catch(() => {});
    show(state);
  };

  let engine: Engine | undefined;
  const load = async (): Promise<Engine> => {
    const { startEngine } = await import("../engine.js");
    return (engine ??= startEngine({ options, exchangeURL, keys, shown, publish, container }));
  };

  /** What is certain is published at once; the rest is the engine's, inside the budget. */
  const look = async (how: "start" | "retry"): Promise<void> => {
    let on = false;
    let hint: boolean | undefined;
    try {
      on = typeof enabled === "function" ? enabled() : enabled !== false;
      hint = legacy.hint?.();
    } catch {
      // cannot tell
    }
    const [state, needed] = glance(on, !!readItem(keys.token), parseMarker(readItem(keys.marker)), hint);
    let settled = !!state;
    if (state) publish(state);
    if (!needed) return;
    const giveUp = (): void => {
      const error = new MigrationError("engine-unavailable", "load", true);
      if (settled) return;
      if (engine) engine.budget();
      else publish({ status: "kept", session: "unknown", reason: "try-later", error });
    };
    const timer = setTimeout(giveUp, budgetMs);
    void next().then(() => {
      settled = true;
      clearTimeout(timer);
    });
    try {
      const loaded = await load();
      // Too late is too late: the page was told to go on without.
      if (state || !settled) await loaded[how]();
    } catch {
      giveUp();
    }
  };

  const outcome = next();
  const start = (): void => void look("start");
  if (!page) queueMicrotask(() => publish({ status: "kept", session: "unknown", reason: "unsupported" }));
  else if (page.prerendering) page.addEventListener("prerenderingchange", start);
  else start();

  const methods: Omit<Migration, keyof Promise<MigrationOutcome> | "authgear"> = {
    getState,
    subscribe,
    async authorization() {
      await outcome;
      const { session } = getState() as MigrationOutcome;
      let token: string | false | null | undefined;
      if (session === "authgear") token = await container.accessToken();
      else if (page && session !== "none") {
        const found = await legacy.read(new AbortController().signal);
        token = found && "token" in found && (found.accessToken ?? found.token);
      }
      return token ? `Bearer ${token}` : null;
    },
    async retry() {
      await outcome;
      return Promise.race([next(), look("retry").then(() => getState() as MigrationOutcome)]);
    },
    async signOut({ redirectURI }) {
      const own = signOutHere(keys, shown.sid);
      publish({ status: "no-session", session: "none" });
      try {
        const out = await (await load()).signOut(own);
        await (await container.ready()).logout({ force: true, redirectURI });
        return out;
      } catch {
        return { legacy: "pending", authgear: "pending" };
      }
    },
  };
  return Object.defineProperty(Object.assign(outcome, methods), "authgear", {
    get: () => outcome.then(container.ready),
  }) as Migration;
}
