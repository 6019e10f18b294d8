import { EventEmitter, once } from "node:events";
import { isExchange, onItsWay } from "./faults.js";
import { tokensIn } from "./tokens.js";
import type { SiteName, Trial } from "./trial.js";
import { remember, type Trials } from "./trials.js";
import { API, PROOFS } from "./visits.js";
import type { Passing, Watcher } from "./watch.js";

/**
 * After an exchange a proof of the new session is late by this, unless the app calls its API before: so it shows whether the
 * app waits for the proof. In milliseconds.
 */
const LATE = 3_000;

interface Owned {
  readonly trial: Trial;
  readonly session: string | undefined;
}

/**
 * Watchers that write down what passes the servers, for the trial that it belongs to.
 *
 * @param app the app's origin: what a browser asks other servers for, it asks in the name of this
 */
export function observers(app: string, trials: Trials): (site: SiteName) => Watcher {
  const calls = new EventEmitter().setMaxListeners(0);
  const apiCalled = async ({ id }: Trial): Promise<void> => {
    await once(calls, id, { signal: AbortSignal.timeout(LATE) }).catch(() => undefined);
  };
  const ownerOf = (site: SiteName, { request, body }: Passing): Owned | undefined => {
    const issued = trials.issued.foundIn(`${request.headers.authorization ?? ""} ${body()}`);
    const trial = site === "app" ? trials.of(request) : issued?.owner;
    return trial && { trial, session: issued?.session };
  };
  return (site) => {
    const isBrowser = ({ request }: Passing): boolean =>
      request.method !== "OPTIONS" && (site === "app" || request.headers.origin === app);
    return {
      arrived(passing) {
        trials.search(`a URL at ${site}`, passing.url);
        const trial = site === "app" && pathOf(passing) === API ? trials.of(passing.request) : undefined;
        if (trial) calls.emit(trial.id);
      },
      async answered(passing, answer) {
        const owned = isBrowser(passing) ? ownerOf(site, passing) : undefined;
        if (!owned) return true;
        remember(trials, owned.trial, tokensIn(answer), owned.session);
        if (site === "app") return isExchange(pathOf(passing)) ? onItsWay(owned.trial) : true;
        if (PROOFS.includes(pathOf(passing)) && isAwaited(owned.trial)) await apiCalled(owned.trial);
        return true;
      },
      ended(passing, status) {
        if (!isBrowser(passing)) return;
        const { request, url, at } = passing;
        const tab = /[?&]tab=(\d+)/.exec(url)?.[1];
        const seen = {
          site,
          method: request.method ?? "GET",
          path: pathOf(passing),
          tab: tab ? Number(tab) : undefined,
          at,
          status,
          answeredAt: Date.now(),
        };
        const owned = ownerOf(site, passing);
        const [only, ...others] = owned ? [owned.trial] : site === "app" ? [] : trials.running();
        if (!only) return;
        if (others.length === 0) only.seen.push({ ...seen, session: owned?.session });
        else for (const trial of [only, ...others]) trial.nobodys.push(at);
      },
    };
  };
}

/** An exchange was answered, and the app has not called its API since. */
function isAwaited({ seen }: Trial): boolean {
  const exchange = seen.findLast(({ path, status }) => isExchange(path) && status === 200);
  return !!exchange && !seen.some(({ path, at }) => path === API && at >= exchange.answeredAt);
}

function pathOf({ url }: Passing): string {
  return url.split("?")[0] ?? "/";
}
