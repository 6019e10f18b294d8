// A release day in virtual time: the browser's load table, machine and back-off and the server's Admin budget are the real ones.
// `npm run bench:release-day -- [--clients 1000000] [--rate 60]`, the rate for a million clients; it scales with their number.
import { parseArgs } from "node:util";
import { simulate, type Day } from "./simulate.js";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "1000000" },
    rate: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
  },
});
const clients = Number(values.clients);
const adminRate = (Number(values.rate) * clients) / 1_000_000;
const day = { clients, adminRate, seed: Number(values.seed), rush: 0, outage: 0 };

const DAYS: Readonly<Record<string, Day>> = {
  "an ordinary day": day,
  "a fifth of all inside ten minutes": { ...day, rush: 0.2 },
  "Authgear is down for half an hour at noon": { ...day, outage: 30 },
};

const rows: Record<string, object> = {};
for (const [name, one] of Object.entries(DAYS)) {
  const { requestsPerClient, mostCalls, signedOut, moved } = await simulate(one);
  rows[name] = {
    "requests per client": requestsPerClient.toFixed(3),
    "calls in the busiest second": mostCalls,
    "allowed, with the burst": Math.floor(2 * adminRate),
    "told that nobody is signed in": signedOut,
    "moved after a day": `${(100 * moved[0]).toFixed(2)} %`,
    "after two": `${(100 * moved[1]).toFixed(2)} %`,
  };
}
console.log(`${clients} clients, ${adminRate} Admin calls a second`);
console.table(rows);
