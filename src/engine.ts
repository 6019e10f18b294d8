import { adoptSession } from "./authgear/adopt-session.js";
import { authgearEndpoints } from "./authgear/endpoints.js";
import { exchangeClient } from "./browser/exchange-client.js";
import { send } from "./browser/http.js";
import { indexedDBJournal } from "./browser/journal.js";
import { randomKey, saltedHash } from "./browser/random.js";
import { isCallback, isUnsupported } from "./browser/page.js";
import { listen } from "./browser/tabs.js";
import { wait } from "./browser/wait.js";
import type { Engine, EngineContext, Session } from "./front-door/engine-context.js";
import { contained } from "./front-door/store.js";
import { JOURNAL, REQUEST } from "./migration/deadlines.js";
import { SIGNED_IN, unknown } from "./migration/settled.js";
import type { Ports } from "./migration/ports.js";
import { createRun, type RunHandle } from "./migration/run.js";

// The page that imports the engine statically has this with it.
export { openSession } from "./session.js";

/**
 * The composition root: every real part of a run comes together here. The front door loads it only where there is
 * something to do. Importing it statically keeps it out of a chunk of its own.
 */
export function startEngine(context: EngineContext, session: Session): Engine {
  const { options, exchangeURL, keys, storage, shown, publish, budgetMs } = context;
  const { authgear, legacy, exchange } = options;
  const { clientID } = authgear;
  const endpoint = authgear.endpoint.replace(/\/$/, "");
  const name = keys.marker;
  const started = performance.now();
  let last = started;
  const tabs = listen(name, Object.values(keys), () => page);
  const { headers, credentials, fetch } = Object(exchange) as Partial<Exclude<typeof exchange, string | URL>>;

  const ports: Ports = {
    storage,
    journal: indexedDBJournal(name, JOURNAL),
    exchange: exchangeClient({ url: exchangeURL, clientID, headers, credentials, fetch, timeoutMs: REQUEST }),
    authgear: {
      ...authgearEndpoints(endpoint, send, REQUEST),
      ...session,
      async adopt(accessToken, expiresIn) {
        const configured = await session.configure();
        if (accessToken && expiresIn) await adoptSession(configured, accessToken, expiresIn);
      },
    },
    lock: session.lock(name),
    legacy,
    shown,
    tellTabs: tabs.tell,
    now: () => Date.now(),
    wait,
    randomKey,
    hash: (text) => saltedHash(clientID, text),
    random: Math.random,
  };

  const elsewhere = isUnsupported() ? "unsupported" : isCallback() ? "try-later" : undefined;
  const run = createRun(ports, {
    publish,
    onTransition(from, event, to) {
      const now = performance.now();
      const code = "code" in event ? event.code : "problem" in event ? event.problem.type : undefined;
      const timing = { durationMs: now - last, elapsedMs: now - started };
      last = now;
      contained(options.onEvent, { from, on: event.type, to, ...timing, ...(code && { code }) });
    },
  });
  const nothing = (): void => {};
  const page: RunHandle = elsewhere
    ? {
        ...run,
        // Somebody else's page, or somebody else's log-in: told as it is, and left alone.
        start: async () => publish(storage.token() === null ? unknown(elsewhere) : SIGNED_IN),
        look: nothing,
        back: nothing,
      }
    : {
        ...run,
        back() {
          run.back();
          // The front door's timer ended with the run that was left.
          setTimeout(run.budget, budgetMs);
        },
      };
  return page;
}
