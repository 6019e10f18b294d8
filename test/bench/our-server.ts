import pg from "pg";
import {
  byLoginID,
  createMigrationHandler,
  jwtVerifier,
  postgresLedger,
  toNodeHandler,
} from "../../src/server/index.js";
import { childInput, serveAsChild } from "./child.js";
import { ownTime } from "./own-time.js";

const { upstream, database, privateKey } = childInput();
// As `serve` makes it; the option is newer than the types.
const settings = { connectionString: String(database), pipeline: true };
const real = new pg.Pool(settings);
const pool = {
  async connect(): Promise<pg.PoolClient> {
    const began = performance.now();
    const client = await real.connect();
    const release = client.release.bind(client);
    client.release = (error) => {
      measured.inDatabase(performance.now() - began);
      release(error);
    };
    return client;
  },
};
const ledger = postgresLedger({ pool });
const handler = createMigrationHandler({
  authgear: {
    endpoint: String(upstream),
    projectID: "bench",
    keyID: "admin",
    privateKey: String(privateKey),
  },
  clients: { spa: { origins: ["https://app.example"] } },
  verifiers: jwtVerifier({
    name: "legacy",
    issuer: "https://legacy.example",
    audience: "api",
    jwks: { url: `${String(upstream)}/jwks` },
    use: "access_token",
    session: { claim: "sid" },
    liveness: "none",
    loginID: { key: "email" },
  }),
  mapUser: byLoginID({ attribute: "legacy_id" }),
  ledger,
  secret: "a secret of the measurement, long enough",
  log: () => undefined,
});
const measured = ownTime(toNodeHandler(handler));
await ledger.migrate();
serveAsChild(measured.listener, measured.report);
