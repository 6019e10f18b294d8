import { migrateOnLoad, type LegacyProvider, type MigrationEvent } from "authgear-session-migration";
import { told, type Journey } from "./journey.js";

/** The app: one call of the package, and eyes for the journey. Its settings stand on the root element. */
export function startJourney(legacy: LegacyProvider): void {
  const { authgear = "", client = "", budget } = document.documentElement.dataset;
  const events: MigrationEvent[] = [];
  const states: Journey["states"] = [];
  const faults: string[] = [];
  const waiting: (() => void)[] = [];
  addEventListener("error", ({ message }) => faults.push(message));
  addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
  addEventListener("securitypolicyviolation", ({ violatedDirective: name }) => faults.push(name));

  const migration = migrateOnLoad({
    authgear: { endpoint: authgear, clientID: client },
    legacy,
    exchange: "/session-migration",
    ...(budget && { budgetMs: Number(budget) }),
    onEvent(event) {
      events.push(event);
      for (const look of waiting) look();
    },
  });
  migration.subscribe((state) => states.push(told(state)));
  window.journey = {
    migration,
    states,
    events,
    faults,
    outcome: () => migration.then(told),
    reached: (at) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (events.some(({ to }) => to === at)) resolve();
        };
        waiting.push(look);
        look();
      }),
  };
}
