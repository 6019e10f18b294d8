import pg from "pg";
import { startPostgres } from "../test/setup/embedded-postgres.js";
import { apiServer } from "./api/server.js";
import { createWhoseToken, type TokenOwner } from "./api/whose-token.js";
import { appServer } from "./app-server.js";
import { CLIENT_ID } from "./authgear/project.js";
import { startAuthgear } from "./authgear/start-authgear.js";
import { createEverybody, type Everybody } from "./everybody.js";
import { evidenceServer } from "./evidence.js";
import { createExchange } from "./exchange/create-exchange.js";
import { APP_CLIENT_ID } from "./legacy/provider.js";
import { startLegacy } from "./legacy/start-legacy.js";
import { createOutside } from "./outside.js";
import { bundlePages } from "./page-files.js";
import type { Person } from "./people.js";
import type { RunningDemo } from "./running-demo.js";
import { openSite, type Site } from "./site.js";
import { struck } from "./trial/faults.js";
import { serveTrials, watchSites } from "./trial/serve-trials.js";
import { createTrials } from "./trial/trials.js";

type Stops = (() => Promise<unknown>)[];

/**
 * Starts everything that a migration has to do with on this machine: three origins and a database.
 *
 * @param port first of three in a row; 0 takes any free ones
 * @param folder where the demo's files are
 * @throws Error that names the option, if a port is taken
 */
export async function startDemo(port: number, folder: URL): Promise<RunningDemo> {
  const stops: Stops = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    return { ...(await start(port, folder, stops)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(port: number, folder: URL, stops: Stops): Promise<Omit<RunningDemo, "close">> {
  const open = async (name: string, offset: number): Promise<Site> => {
    const site = await openSite(name, port === 0 ? 0 : port + offset);
    stops.push(site.close);
    return site;
  };
  const appSite = await open("app", 0);
  const trials = createTrials();
  const sites = watchSites(appSite.origin, trials, {
    app: appSite,
    legacy: await open("legacy", 1),
    authgear: await open("authgear", 2),
  });
  const { app } = sites;
  const postgres = await startPostgres();
  stops.push(postgres.stop);
  // The ledger sends the statements of one step without waiting; `pipeline` is newer than the types of pg.
  const pipelined = { pipeline: true };
  const pool = new pg.Pool({ connectionString: postgres.url, ...pipelined });
  // A connection that is still closing when the server stops is told so as an error.
  pool.on("error", () => undefined);
  stops.push(() => pool.end());

  const everybody = createEverybody();
  const login = { app: app.origin, everybody, folder: new URL("legacy/", folder) };
  const legacy = startLegacy(sites.legacy, login);
  const authgear = await startAuthgear(sites.authgear, app.origin);
  const { emulator, people } = authgear;
  const userIDs = new Map(people.userIDs);
  const files = await bundlePages(folder);
  const whoseToken = createWhoseToken({
    legacy: legacy.introspection,
    authgear: { userinfo: `${authgear.endpoint}/oauth2/userinfo` },
    fetch: authgear.fetch,
  });
  const config = {
    legacy: legacy.issuer,
    legacyClientID: APP_CLIENT_ID,
    authgear: authgear.endpoint,
    authgearClientID: CLIENT_ID,
  };
  const exchange = await createExchange({
    app: app.origin,
    legacy,
    authgear,
    pool,
    log: (record) => trials.search("a log line of the exchange", JSON.stringify(record)),
  });
  const evidence = { emulator, logIns: legacy.logIns, pool };
  app.serve(
    appServer({
      folder,
      files,
      config,
      api: apiServer({ whoseToken, personOf: personOf(everybody, userIDs) }),
      evidence: evidenceServer(evidence),
      exchange: struck(exchange.listener, trials),
      trial: await serveTrials({
        ...evidence,
        trials,
        app: app.origin,
        folder,
        config,
        files,
        everybody,
        userIDs,
        exchange,
        legacy,
        authgear,
        legacySite: sites.legacy,
      }),
    }),
  );
  return {
    origins: { app: app.origin, legacy: legacy.issuer, authgear: authgear.endpoint },
    files,
    outside: createOutside({
      app: app.loopback,
      legacy: sites.legacy.loopback,
      introspection: legacy.introspection,
      emulator,
      pool,
    }),
    authgearUserID: ({ id }) => people.userIDs.get(id),
  };
}

function personOf(
  everybody: Everybody,
  userIDs: ReadonlyMap<string, string>,
): (owner: TokenOwner) => Person | undefined {
  return ({ provider, subject }) => {
    const imported = [...userIDs].find(([, userID]) => userID === subject);
    return everybody.byID(provider === "legacy" ? subject : (imported?.[0] ?? ""));
  };
}
