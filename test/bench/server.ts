// Our handler beside Authgear's guide as an Express sample, and beside its steps written for speed, with the same upstream. Nothing here is a test: it prints what this
// machine measures in this run. `npm run bench:server -- [--migrations 2000] [--at-once 32] [--delay 6] [--fsync on]`
import { generateKeyPairSync } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startPostgres } from "../setup/embedded-postgres.js";
import { startChild, type Child } from "./child.js";
import { drive } from "./drive.js";
import { legacyTokens } from "./legacy-tokens.js";

const WARM_UP = 200;
const ONE_BY_ONE = 150;
const BATCH = 250;
const COMPARED = 5000;

/** What is known of one server so far. */
interface Measured {
  server: Child;
  done: number;
  tookMs: number;
  ownMs: number;
  databaseMs: number;
  calls: { admin: number; userinfo: number; jwks: number };
  heapMB: number[];
  rssMB: number;
}

const { values } = parseArgs({
  options: {
    migrations: { type: "string", default: "2000" },
    "at-once": { type: "string", default: "32" },
    delay: { type: "string", default: "6" },
    fsync: { type: "string", default: "on" },
  },
});
const migrations = Number(values.migrations);
const atOnce = Number(values["at-once"]);
const delayMs = Number(values.delay);

const tokens = await legacyTokens();
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
// As in production unless told: a commit is on disk before it is answered.
const postgres = await startPostgres({ fsync: values.fsync, full_page_writes: values.fsync });
const upstream = await startChild("./upstream.ts", { delayMs, jwk: tokens.jwk });
const children = [upstream];
const input = { upstream: `http://127.0.0.1:${upstream.port}`, database: postgres.url, privateKey };

async function begin(file: string): Promise<Measured> {
  const server = await startChild(file, input);
  children.push(server);
  await drive(server.port, await tokens.mint(WARM_UP), atOnce);
  await server.report();
  await drive(server.port, await tokens.mint(ONE_BY_ONE), 1);
  const { ownMs, databaseMs, heapMB, rssMB } = await server.report();
  const alone = { ownMs: Number(ownMs), databaseMs: Number(databaseMs), rssMB: Number(rssMB) };
  const calls = { admin: 0, userinfo: 0, jwks: 0 };
  return { server, done: 0, tookMs: 0, ...alone, calls, heapMB: [Number(heapMB)] };
}

async function goOn(one: Measured, count: number): Promise<void> {
  const batch = await tokens.mint(count);
  await upstream.report();
  one.tookMs += await drive(one.server.port, batch, atOnce);
  one.done += count;
  const { admin = 0, userinfo = 0, jwks = 0 } = await upstream.report();
  one.calls.admin += Number(admin);
  one.calls.userinfo += Number(userinfo);
  one.calls.jwks += Number(jwks);
  const { heapMB, rssMB } = await one.server.report();
  one.heapMB.push(Number(heapMB));
  one.rssMB = Number(rssMB);
}

try {
  const guide = await begin("./guide-server.ts");
  const tuned = await begin("./tuned-server.ts");
  const ours = await begin("./our-server.ts");
  while (ours.done < migrations) {
    const count = Math.min(BATCH, migrations - ours.done);
    await goOn(ours, count);
    // In turn, so that whatever else the machine does slows each of them; the guide's rate needs no 100,000.
    if (guide.done >= COMPARED) continue;
    await goOn(guide, count);
    await goOn(tuned, count);
  }
  print(guide, tuned, ours);
} finally {
  for (const child of children) child.stop();
  await postgres.stop();
}

function print(guide: Measured, tuned: Measured, ours: Measured): void {
  const rate = ({ done, tookMs }: Measured): number => (1000 * done) / tookMs;
  const line = (name: string, of: (one: Measured) => number, digits: number): object => {
    const written = (one: Measured): string => (Number.isNaN(of(one)) ? "–" : of(one).toFixed(digits));
    const ratio = (other: Measured): string => (of(other) > 0 ? (of(ours) / of(other)).toFixed(2) : "–");
    return {
      "": name,
      "guide's sample": written(guide),
      "tuned by hand": written(tuned),
      ours: written(ours),
      "ours : guide": ratio(guide),
      "ours : tuned": ratio(tuned),
    };
  };
  const heap = (at: number) => (one: Measured) =>
    one.heapMB[Math.round(at * (one.heapMB.length - 1))] ?? Number.NaN;
  const [load = 0] = loadavg();
  console.log(
    `${migrations} migrations, ${atOnce} at once, upstream ${delayMs} ms a call, PostgreSQL with fsync ${values.fsync};`,
    `${availableParallelism()} cores, load average ${load.toFixed(1)}`,
  );
  console.table([
    line("requests per second", rate, 0),
    line("own time, median, ms", (one) => one.ownMs, 2),
    line("… of it in PostgreSQL", (one) => one.databaseMs, 2),
    line("Admin calls a migration", ({ calls, done }) => calls.admin / done, 2),
    line("userinfo calls a migration", ({ calls, done }) => calls.userinfo / done, 2),
    line("JWKS fetches, steady state", ({ calls }) => calls.jwks, 0),
    line("heap at the start, MB", heap(0), 1),
    line("heap half-way, MB", heap(0.5), 1),
    line("heap at the end, MB", heap(1), 1),
    line("resident at the end, MB", (one) => one.rssMB, 0),
  ]);
  console.log(
    [
      "The guide's sample is what Authgear's pages show: Express, axios, jwks-rsa and jsonwebtoken; keys are looked up and an",
      "Admin token is signed for each request. Tuned by hand: plain node:http, keys and Admin token kept. Both keep no record,",
      "ask no userinfo and let a repeated request make a second session; ours does the opposite with a durable ledger. The",
      "load, the upstream, the database and the server share this machine: the figures compare within this run only.",
    ].join("\n"),
  );
}
