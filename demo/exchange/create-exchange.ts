import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import {
  createMigrationHandler,
  introspectionVerifier,
  legacyAccounts,
  postgresLedger,
  recordImport,
  toNodeHandler,
  type LogRecord,
} from "authgear-session-migration/server";
import type { Pool } from "pg";
import { LEGACY_ID } from "../authgear/import-people.js";
import { CLIENT_ID } from "../authgear/project.js";
import type { Authgear } from "../authgear/start-authgear.js";
import { APP_CLIENT_ID } from "../legacy/provider.js";
import type { Legacy } from "../legacy/start-legacy.js";

export interface ExchangeOptions {
  /** Origin of the app's pages. */
  readonly app: string;
  readonly legacy: Legacy;
  readonly authgear: Authgear;
  readonly pool: Pool;
  readonly log: (record: LogRecord) => void;
}

/** The exchange endpoint while it runs. */
export interface Exchange {
  readonly listener: RequestListener;
  /** Records that somebody was imported later: their id at the legacy provider, and their Authgear user id. */
  addAccount(subject: string, userID: string): Promise<void>;
}

/** Sets up the exchange endpoint as the app's backend would: the ledger, the import's result, the handler. */
export async function createExchange({
  app,
  legacy,
  authgear,
  pool,
  log,
}: ExchangeOptions): Promise<Exchange> {
  const verifier = { name: "old-gate", issuer: legacy.issuer };
  const secret = randomBytes(48);
  const ledger = postgresLedger({ pool });
  await ledger.migrate();
  const accounts = legacyAccounts({ ledger, secret });
  await recordImport({ answer: authgear.people.answer, attribute: LEGACY_ID, verifier, accounts });
  const handler = createMigrationHandler({
    authgear: {
      endpoint: authgear.endpoint,
      adminEndpoint: authgear.adminEndpoint,
      projectID: authgear.projectID,
      keyID: authgear.key.keyID,
      privateKey: authgear.key.privateKey,
      fetch: authgear.fetch,
    },
    clients: { [CLIENT_ID]: { origins: [app] } },
    verifiers: introspectionVerifier({
      ...verifier,
      endpoint: legacy.introspection.endpoint,
      clientAuth: legacy.introspection,
      clientID: APP_CLIENT_ID,
      session: { claim: "session_id" },
    }),
    ledger,
    secret,
    log,
  });
  return {
    listener: toNodeHandler(handler),
    addAccount: async (subject, userID) => void (await accounts.record({ ...verifier, subject }, userID)),
  };
}
