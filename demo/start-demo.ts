import pg from "pg";
import { startPostgres } from "../test/setup/embedded-postgres.js";
import { apiServer } from "./api/server.js";
import { createWhoseToken, type TokenOwner } from "./api/whose-token.js";
import { appServer } from "./app-server.js";
import { CLIENT_ID } from "./authgear/project.js";
import { startAuthgear } from "./authgear/start-authgear.js";
import { evidenceServer } from "./evidence.js";
import { createExchange } from "./exchange/create-exchange.js";
import { APP_CLIENT_ID } from "./legacy/provider.js";
import { startLegacy } from "./legacy/start-legacy.js";
import { createOutside } from "./outside.js";
import { bundlePages } from "./page-files.js";
import { PEOPLE, type Person } from "./people.js";
import type { RunningDemo } from "./running-demo.js";
import { openSite, type Site } from "./site.js";

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
  const app = await open("app", 0);
  const legacySite = await open("legacy", 1);
  const authgearSite = await open("authgear", 2);
  const postgres = await startPostgres();
  stops.push(postgres.stop);
  // The ledger sends the statements of one step without waiting; `pipeline` is newer than the types of pg.
  const pipelined = { pipeline: true };
  const pool = new pg.Pool({ connectionString: postgres.url, ...pipelined });
  // A connection that is still closing when the server stops is told so as an error.
  pool.on("error", () => undefined);
  stops.push(() => pool.end());

  const legacy = startLegacy(legacySite, { app: app.origin, folder: new URL("legacy/", folder) });
  const authgear = await startAuthgear(authgearSite, app.origin);
  const { emulator, people } = authgear;
  const files = await bundlePages(folder);
  const whoseToken = createWhoseToken({
    legacy: legacy.introspection,
    authgear: { userinfo: `${authgear.endpoint}/oauth2/userinfo` },
    fetch: authgear.fetch,
  });
  app.serve(
    appServer({
      folder,
      files,
      config: {
        legacy: legacy.issuer,
        legacyClientID: APP_CLIENT_ID,
        authgear: authgear.endpoint,
        authgearClientID: CLIENT_ID,
      },
      api: apiServer({ whoseToken, personOf: personOf(people.userIDs) }),
      evidence: evidenceServer({ emulator, logIns: legacy.logIns, pool }),
      exchange: await createExchange({ app: app.origin, legacy, authgear, pool }),
    }),
  );
  return {
    origins: { app: app.origin, legacy: legacy.issuer, authgear: authgear.endpoint },
    files,
    outside: createOutside({
      app: app.loopback,
      legacy: legacySite.loopback,
      introspection: legacy.introspection,
      emulator,
      pool,
    }),
    authgearUserID: ({ id }) => people.userIDs.get(id),
  };
}

function personOf(userIDs: ReadonlyMap<string, string>): (owner: TokenOwner) => Person | undefined {
  return ({ provider, subject }) =>
    PEOPLE.find(({ id }) => (provider === "legacy" ? id : userIDs.get(id)) === subject);
}
