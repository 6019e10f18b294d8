import { isExchange } from "../faults.js";
import type { Seen } from "../trial.js";
import { API, PAGE } from "../visits.js";
import { broken, count, good, unknown, type Lamp } from "./lamp.js";

/** Promise 9: what was answered between the request of the page that migrated and its first call of the API. */
export const oneRoundTrip: Lamp = (facts, over) => {
  const { requests, nobodys } = facts;
  const exchange = requests.find(({ path, status }) => isExchange(path) && status === 200);
  if (!exchange) return unknown(over ? "No exchange reached the browser." : "No exchange yet.");
  const call = requests.find(({ path, at }) => path === API && at >= exchange.answeredAt);
  const page = requests.findLast(({ path, at }) => path === PAGE && at < exchange.at);
  if (!call || !page) return unknown("The exchange was answered; the app has not called its API after it.");
  if (nobodys.some((at) => at > page.at && at < call.at)) {
    return unknown("Other trials ran at the same time: one request carries nothing that tells whose it was.");
  }
  if (facts.fault === "freeze" && facts.visits[0]?.call === call) {
    return unknown("The page stood still while the exchange was answered.");
  }
  const waited = requests.filter((request) => isWaitedFor(request) && between(request, page, call));
  const seen = `${count(waited.length, "round trip")} before the app called its API: ${listed(waited)}.`;
  if (waited.length === 1) return good(seen);
  return facts.fault === "five-tabs"
    ? unknown(`Which tab waited for which cannot be told: ${seen}`)
    : broken(seen);
};

/** Pages reload, files load, the demo talks to itself: none of that is the migration's. */
function isWaitedFor({ path }: Seen): boolean {
  return isExchange(path) || !/^\/(assets|trial|api)\//.test(path);
}

function between({ at, answeredAt }: Seen, page: Seen, call: Seen): boolean {
  return at > page.at && answeredAt < call.at;
}

function listed(requests: readonly Seen[]): string {
  const names = requests.map(named);
  return [...new Set(names)]
    .map((name) => {
      const times = names.filter((other) => other === name).length;
      return times > 1 ? `${times} × ${name}` : name;
    })
    .join(", ");
}

function named({ site, path }: Seen): string {
  return isExchange(path) ? "the exchange" : `${site} ${path}`;
}
