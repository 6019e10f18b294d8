import type { Pool } from "pg";
import type { Logger } from "pino";
import { createMigrationHandler } from "../server/handler.js";
import { postgresLedger } from "../server/ledger/postgres-ledger.js";
import { toNodeHandler } from "../server/node-handler.js";
import { awaitSignal } from "./await-signal.js";
import type { ServeSettings } from "./config/check-config.js";
import { createPool } from "./create-pool.js";
import { upgradeSchema, type Database } from "./database.js";
import { createLogger } from "./observe/create-logger.js";
import { createMetrics } from "./observe/create-metrics.js";
import { readProgress } from "./observe/read-progress.js";
import { scrubber } from "./observe/scrub.js";
import { toldError, toldStrangeError } from "./observe/told-error.js";
import { openServer, type OpenServer } from "./open-server.js";
import type { Peers } from "./peers.js";
import { createReadiness } from "./readiness.js";
import { startSweeping } from "./start-sweeping.js";
import { statusListener } from "./status-listener.js";
import { within } from "./within.js";

/** What runs between the start and the signal that ends it. */
interface Running {
  /** The first is the one that is drained. */
  servers: readonly OpenServer[];
  stopSweeping: () => Promise<void>;
  pool: Pool;
}

const CLOSING_MS = 3000;

/** Serves until a signal comes. Answers the exit status. */
export async function serve(peers: Peers, settings: ServeSettings, database: Database): Promise<number> {
  const log = createLogger(peers, settings.logLevel, scrubber([...settings.secrets, database.url]));
  const signal = awaitSignal();
  const fatal = (error: unknown): void => {
    log.fatal({ error: toldStrangeError(error) }, "stopped by an error that nobody caught");
    process.exit(1);
  };
  process.on("uncaughtException", fatal).on("unhandledRejection", fatal);
  const state = { draining: false };
  try {
    await upgradeSchema(peers, database.url);
  } catch (error) {
    log.fatal({ error: toldError(error) }, "the database cannot be used");
    return 1;
  }
  const running = await start(peers, settings, database, log, () => state.draining).catch(
    (error: unknown) => {
      log.fatal({ error: toldError(error) }, "an address cannot be listened on");
      return undefined;
    },
  );
  if (!running) return 1;
  const [listen, metrics] = running.servers.map(({ address }) => address);
  log.info({ listen, metrics, basePath: settings.basePath }, "listening");
  log.info({ signal: await signal }, "draining");
  state.draining = true;
  await shutDown(running, settings.shutdownTimeoutMs, log);
  return 0;
}

async function start(
  peers: Peers,
  settings: ServeSettings,
  database: Database,
  log: Logger,
  draining: () => boolean,
): Promise<Running> {
  const pool = createPool(peers, database.url, (error) => {
    log.warn({ error: toldError(error) }, "a connection to the database broke");
  });
  const metrics = createMetrics(peers, readProgress(pool));
  const handler = createMigrationHandler({
    ...settings.handler,
    ledger: postgresLedger({ pool }),
    count: metrics.count,
    log(record) {
      metrics.observe(record);
      log[record.status >= 500 ? "warn" : "info"](record, "request");
    },
  });
  const readiness = createReadiness(pool, draining);
  const exchange = statusListener({ readiness }, toNodeHandler(handler));
  const servers = [await openServer(settings.listen, exchange, metrics.begin)];
  if (settings.metrics) {
    const status = statusListener({ readiness, metrics }, (_, response) => response.writeHead(404).end());
    servers.push(await openServer(settings.metrics, status, () => () => undefined));
  }
  const stopSweeping = startSweeping({
    sweep: () => handler.sweep(),
    intervalMs: settings.sweepIntervalMs,
    swept(report) {
      metrics.swept(report);
      const quiet = Object.values(report).every((number) => number === 0);
      log[quiet ? "debug" : "info"](report, "swept");
    },
    failed: (error) => log.error({ error: toldError(error) }, "the sweep failed"),
  });
  return { servers, stopSweeping, pool };
}

/** Finishes what is in flight while the metrics port goes on answering, then closes everything. */
async function shutDown(
  { servers, stopSweeping, pool }: Running,
  timeoutMs: number,
  log: Logger,
): Promise<void> {
  const [main, ...others] = servers;
  const done = await within(timeoutMs, Promise.all([main?.drain(), stopSweeping()]));
  if (!done) log.warn({ cut: main?.inFlight() }, "not everything was finished in time");
  main?.cut();
  for (const other of others) {
    void other.drain();
    other.cut();
  }
  await within(CLOSING_MS, pool.end());
  log.info("stopped");
}
