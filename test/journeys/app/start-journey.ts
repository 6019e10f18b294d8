import {
  migrateOnLoad,
  type LegacyProvider,
  type MigrateOptions,
  type MigrationEvent,
} from "authgear-session-migration";
import { told, type Journey } from "./journey.js";

/** The app: one call of the package, and eyes for the journey. Its settings stand on the root element. */
export function startJourney(legacy: LegacyProvider): void {
  const {
    authgear = "",
    client = "",
    budget,
    exchange = "/session-migration",
  } = document.documentElement.dataset;
  const events: MigrationEvent[] = [];
  const states: Journey["states"] = [];
  const faults: string[] = [];
  const waiting: (() => void)[] = [];
  const when = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (holds()) resolve();
      };
      waiting.push(look);
      look();
    });
  const look = (): void => {
    for (const each of waiting) each();
  };
  let timed = false;
  const { setTimeout: startTimer } = window;
  // The only timer that a run starts while it is there is the one that it waits for.
  const watched = (...args: Parameters<typeof startTimer>): number => {
    if (events.at(-1)?.to === "aging") timed = true;
    look();
    return startTimer(...args);
  };
  window.setTimeout = Object.assign(watched, startTimer);
  addEventListener("error", ({ message }) => faults.push(message));
  addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
  addEventListener("securitypolicyviolation", ({ violatedDirective: name }) => faults.push(name));

  const options: MigrateOptions = {
    authgear: { endpoint: authgear, clientID: client },
    legacy,
    exchange,
    ...(budget && { budgetMs: Number(budget) }),
    onEvent(event) {
      events.push(event);
      look();
    },
  };
  const migration = migrateOnLoad(options);
  migration.subscribe((state) => states.push(told(state)));
  const isAgeing = (): boolean => timed || events.some(({ on }) => on === "aged");
  window.journey = {
    migration,
    states,
    events,
    faults,
    outcome: () => migration.then(told),
    state: () => told(migration.getState()),
    callWith(option, value) {
      try {
        void migrateOnLoad({ ...options, [option]: value });
        return "nothing";
      } catch (error) {
        return String(error);
      }
    },
    reached: (at) => when(() => events.some(({ to }) => to === at)),
    ageing: () => when(isAgeing),
    isAgeing,
  };
  void migration.then((state) => (window.journey.settled = told(state)));
}
