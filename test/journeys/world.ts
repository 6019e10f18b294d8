import { randomBytes, randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { afterAll, afterEach } from "vitest";
import {
  createMigrationHandler,
  legacyAccounts,
  postgresLedger,
  toNodeHandler,
  type LogRecord,
  type Ledger,
  type MigrationHandlerOptions,
  type Verifier,
} from "../../src/server/index.js";
import type { Browser } from "playwright-core";
import type { AuthgearEmulator, SessionView } from "../../src/testing/index.js";
import { launchChromium } from "../browsers/launch.js";
import { createDatabase } from "../setup/database.js";
import { bundleApp, type AppFiles } from "./app-files.js";
import { appServer } from "./app-server.js";
import { createGate, type Gate } from "./gate.js";
import { createLegacy, type Legacy, type LegacyLogIn } from "./legacy.js";
import { listen } from "./listen.js";
import { createProject, type Project } from "./project.js";
import { openVisitor, type Visitor, type VisitorOptions } from "./visitor.js";

export interface Origins {
  readonly app: string;
  readonly authgear: string;
  readonly legacy: string;
}

/** What the app's own servers hold. */
export interface AppParts {
  readonly app: RequestListener;
  readonly origins: Origins;
  readonly verifier: Verifier;
  readonly ledger: Ledger;
  readonly secret: Uint8Array;
  /** How they reach Authgear's Admin API. */
  readonly access: Project["access"];
  /** Reaches Authgear's public origin from this process. */
  readonly fetch: typeof fetch;
  /** The app's client id at the old provider. */
  readonly legacyClient: string;
}

/** An old provider as a world needs it. */
export interface LegacySide {
  /** Name of its verifier. */
  readonly name: string;
  readonly issuer: string;
  /** The app's client id there. */
  readonly clientID: string;
  readonly verifier: Verifier;
  readonly listener: RequestListener;
  /** Ends what it has besides its listener. */
  readonly close?: () => Promise<void>;
}

export interface LedgerRow {
  readonly state: string;
  readonly attempt: number;
  readonly sid: string | null;
}

/** Everything that a migration has to do with, in one process; a real browser comes from outside. */
export interface World<Side extends LegacySide> {
  readonly app: AppFiles;
  readonly origins: Origins;
  readonly gate: Gate;
  readonly emulator: AuthgearEmulator;
  readonly legacy: Side;
  /** What the exchange logged. */
  readonly logs: readonly LogRecord[];
  /** Makes an account at Authgear for a subject of the old provider, and answers its user id. */
  importUser(subject: string): Promise<string>;
  /** A fresh browser profile; it is closed after the test. */
  visitor(options?: Partial<VisitorOptions>): Promise<Visitor>;
  /** Live sessions of a user at Authgear. */
  live(userID: string): SessionView[];
  /** The rows of a user in the ledger, oldest first. */
  ledger(userID: string): Promise<LedgerRow[]>;
}

export interface WorldOptions {
  /** Whether Authgear believes the forwarded headers of the app's servers. Default true. */
  readonly trustProxy?: boolean;
  readonly handler?: Partial<MigrationHandlerOptions>;
  /** The app has the package as it was built last, not its sources. Default false. */
  readonly built?: boolean;
  /** Further names `<name>.localhost` of the app, each an origin of its own. */
  readonly names?: readonly string[];
  /** Aliases of further versions of `@authgear/web`: the app with that one is at `<alias>.localhost`. */
  readonly sdks?: readonly string[];
  /** Stands before the app's server. */
  readonly front?: (parts: AppParts) => RequestListener;
}

/** Starts a world around an old provider, for one test file. */
export async function openWorld<Side extends LegacySide>(
  createSide: (origins: Origins) => Promise<Side>,
  {
    trustProxy = true,
    handler = {},
    built = false,
    names = [],
    sdks = [],
    front = (parts) => parts.app,
  }: WorldOptions = {},
): Promise<World<Side>> {
  const closes: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const close of closes.toReversed()) await close();
  });
  const gate = createGate();
  /** An origin behind the gate, and the server that comes to stand on it. */
  const open = async (name: string): Promise<Awaited<ReturnType<typeof listen>> & { origin: string }> => {
    const server = await listen();
    const site = await gate.open(name, server.port);
    closes.push(site.close, server.close);
    return { ...server, origin: site.origin };
  };
  const [app, authgear, old] = [await open("app"), await open("authgear"), await open("legacy")];
  const origins = { app: app.origin, authgear: authgear.origin, legacy: old.origin };
  const apps = [app.origin, ...[...names, ...sdks].map((name) => app.origin.replace("app.", `${name}.`))];
  const database = await createDatabase();
  closes.push(database.drop);

  const adminOrigin = `http://127.0.0.1:${authgear.port}`;
  const project = await createProject({
    publicOrigin: authgear.origin,
    adminOrigin,
    apps,
    trustProxy,
  });
  const legacy = await createSide(origins);
  if (legacy.close) closes.push(legacy.close);
  const secret = randomBytes(48);
  const ledger = postgresLedger({ pool: database.pool });
  await ledger.migrate();
  const accounts = legacyAccounts({ ledger, secret });
  const logs: LogRecord[] = [];
  const migrate = createMigrationHandler({
    authgear: project.access,
    clients: Object.fromEntries(["spa", "rotating", "jwt"].map((id) => [id, { origins: apps }])),
    verifiers: legacy.verifier,
    ledger,
    secret,
    log: (record) => void logs.push(record),
    ...handler,
  });
  const files = await bundleApp(built, sdks);
  const { verifier, clientID: legacyClient } = legacy;
  const served = appServer({ files, exchange: toNodeHandler(migrate), origins, legacyClient });
  const { access } = project;
  const parts = { app: served, origins, verifier, ledger, secret, legacyClient };
  app.serve(front({ ...parts, access, fetch: access.fetch }));
  authgear.serve(project.listener);
  old.serve(legacy.listener);

  let browser: Promise<Browser> | undefined;
  closes.push(async () => (await browser)?.close());
  const visitors: Visitor[] = [];
  afterEach(async () => {
    gate.clear();
    project.emulator.clearFaults();
    for (const visitor of visitors.splice(0)) await visitor.close();
  });
  return {
    app: files,
    origins,
    gate,
    emulator: project.emulator,
    legacy,
    logs,
    async importUser(subject) {
      const email = `${randomBytes(6).toString("hex")}@example.com`;
      const { id } = project.emulator.addUser({ email });
      await accounts.record({ ...legacy, subject }, id);
      return id;
    },
    async visitor(options = {}) {
      const visitor = await openVisitor(await (browser ??= launchChromium()), {
        app: app.origin,
        ...options,
      });
      visitors.push(visitor);
      return visitor;
    },
    live: (userID) => project.emulator.sessions({ userID }),
    async ledger(userID) {
      const { rows } = await database.pool.query<LedgerRow>(
        "SELECT state, attempt, authgear_session AS sid FROM session_migration WHERE authgear_sub = $1 ORDER BY created_at",
        [userID],
      );
      return rows;
    },
  };
}

/** A log-in at the old provider, and who that is at Authgear; an empty id where nobody imported them. */
export interface Person extends LegacyLogIn {
  readonly userID: string;
}

/** A world whose old provider signs JWTs. */
export interface JourneyWorld extends World<Legacy> {
  /** A user who is signed in at the old provider. Imported by default. */
  person(options?: { imported?: boolean }): Promise<Person>;
}

export async function createWorld(options?: WorldOptions): Promise<JourneyWorld> {
  const world = await openWorld(({ legacy }) => createLegacy({ issuer: legacy }), options);
  return {
    ...world,
    async person({ imported = true } = {}) {
      const subject = `old|${randomUUID()}`;
      const userID = imported ? await world.importUser(subject) : "";
      return { ...(await world.legacy.signIn(subject)), userID };
    },
  };
}
