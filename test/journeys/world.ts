import { randomBytes, randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, afterEach } from "vitest";
import {
  createMigrationHandler,
  legacyAccounts,
  postgresLedger,
  toNodeHandler,
  type MigrationHandlerOptions,
} from "../../src/server/index.js";
import type { AuthgearEmulator, SessionView } from "../../src/testing/index.js";
import { launchChromium } from "../browsers/launch.js";
import { createDatabase } from "../setup/database.js";
import { bundleApp, type AppFiles } from "./app-files.js";
import { appServer } from "./app-server.js";
import { createGate, type Gate } from "./gate.js";
import { createLegacy, listen, type Legacy, type LegacyLogIn } from "./legacy.js";
import { createProject } from "./project.js";
import { openVisitor, type Visitor, type VisitorOptions } from "./visitor.js";

/** A user of the old provider, signed in there, and who that is at Authgear. */
export interface Person extends LegacyLogIn {
  /** Authgear's user id; of nobody where the user was not imported. */
  readonly userID: string;
}

export interface LedgerState {
  readonly state: string;
  readonly attempt: number;
  readonly sid: string | null;
}

/** Everything that a migration has to do with, in one process, with the browser outside of it. */
export interface World {
  readonly app: AppFiles;
  readonly origins: { readonly app: string; readonly authgear: string; readonly legacy: string };
  readonly gate: Gate;
  readonly emulator: AuthgearEmulator;
  readonly legacy: Legacy;
  readonly browser: Browser;
  /** A user of both sides with a log-in at the old one; with `imported: false` Authgear has never heard of them. */
  person(options?: { imported?: boolean }): Promise<Person>;
  /** A browser profile; it is closed after the test. */
  visitor(person?: Person | null, options?: Partial<VisitorOptions>): Promise<Visitor>;
  /** Live sessions of a person at Authgear. */
  live(person: Person): SessionView[];
  /** The rows of a person's sessions in the ledger, oldest first. */
  ledger(person: Person): Promise<LedgerState[]>;
}

export interface WorldOptions {
  readonly trustProxy?: boolean;
  readonly handler?: Partial<MigrationHandlerOptions>;
}

/** Starts a world for one test file. */
export async function createWorld({ trustProxy = true, handler = {} }: WorldOptions = {}): Promise<World> {
  const closes: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const close of closes.toReversed()) await close();
  });
  const gate = createGate();
  const ports = { app: 0, authgear: 0, legacy: 0 };
  const open = async (name: keyof typeof ports): Promise<string> => {
    const site = await gate.open(name, () => ports[name]);
    closes.push(site.close);
    return site.origin;
  };
  const serve = async (name: keyof typeof ports, listener: Parameters<typeof listen>[0]): Promise<void> => {
    const server = await listen(listener);
    closes.push(server.close);
    ports[name] = server.port;
  };
  const origins = { app: await open("app"), authgear: await open("authgear"), legacy: await open("legacy") };
  const database = await createDatabase();
  closes.push(database.drop);

  let authgear: Parameters<typeof listen>[0] = (_request, response) => void response.writeHead(503).end();
  await serve("authgear", (request, response) => authgear(request, response));
  const adminOrigin = `http://127.0.0.1:${ports.authgear}`;
  const project = await createProject({
    publicOrigin: origins.authgear,
    adminOrigin,
    app: origins.app,
    trustProxy,
  });
  authgear = project.listener;
  const legacy = await createLegacy({ issuer: origins.legacy, app: origins.app });
  await serve("legacy", legacy.listener);

  const secret = randomBytes(48);
  const ledger = postgresLedger({ pool: database.pool });
  await ledger.migrate();
  const accounts = legacyAccounts({ ledger, secret });
  const migrate = createMigrationHandler({
    authgear: project.access,
    clients: Object.fromEntries(["spa", "rotating", "jwt"].map((id) => [id, { origins: [origins.app] }])),
    verifiers: legacy.verifier,
    ledger,
    secret,
    ...handler,
  });
  const app = await bundleApp();
  const exchange = toNodeHandler(migrate);
  await serve("app", appServer({ app, exchange, authgear: origins.authgear, legacy: origins.legacy }));
  const browser = await launchChromium();
  closes.push(() => browser.close());
  const visitors: Visitor[] = [];
  afterEach(async () => {
    gate.clear();
    for (const visitor of visitors.splice(0)) await visitor.close();
  });

  const { emulator } = project;
  return {
    app,
    origins,
    gate,
    emulator,
    legacy,
    browser,
    async person({ imported = true } = {}) {
      const subject = `old|${randomUUID()}`;
      const email = `${randomBytes(6).toString("hex")}@example.com`;
      const userID = imported ? emulator.addUser({ email }).id : "";
      if (imported) await accounts.record({ ...legacy, subject }, userID);
      return { ...(await legacy.signIn(subject)), userID };
    },
    async visitor(person, options = {}) {
      const visitor = await openVisitor(browser, {
        app: origins.app,
        legacyToken: person?.token,
        ...options,
      });
      visitors.push(visitor);
      return visitor;
    },
    live: ({ userID }) => emulator.sessions({ userID }),
    async ledger({ userID }) {
      const { rows } = await database.pool.query<LedgerState>(
        `SELECT state, attempt, authgear_session AS sid FROM session_migration WHERE authgear_sub = $1 ORDER BY created_at`,
        [userID],
      );
      return rows;
    },
  };
}
