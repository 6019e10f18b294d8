import type { LegacyRevocation } from "../protocol/wire.js";
import type { AuthgearServer } from "./authgear-admin/authgear-server.js";
import type { AuthgearServerOptions } from "./authgear-admin/authgear-server-options.js";
import { createAuthgearServer } from "./authgear-admin/create-authgear-server.js";
import { checkClients, type ClientOptions, type Clients } from "./clients.js";
import type { Core, Count, OnMigrated } from "./core.js";
import type { Ledger } from "./ledger/ledger.js";
import type { LegacyRevoker } from "./legacy-revoker.js";
import { checkPolicy, keepUntil, type PolicyOptions } from "./policy.js";
import { checkLimits, type LimitOptions } from "./limits/limit-options.js";
import { loadGuards } from "./limits/load-guards.js";
import type { LogRecord } from "./trace.js";
import { byImport } from "./users/by-import.js";
import type { MapUser } from "./users/map-user.js";
import { atMost } from "./verify/at-most.js";
import { checkVerifiers } from "./verify/check-verifiers.js";
import type { Verifier } from "./verify/verifier.js";
import { checkSecret } from "./secret.js";
import { wrongOption } from "./wrong-option.js";

export interface MigrationHandlerOptions {
  /** How to reach Authgear, or an `AuthgearServer` of one's own. */
  authgear: AuthgearServerOptions | AuthgearServer;
  /** The Authgear clients (applications) that sessions are made for, by id. */
  clients: Readonly<Record<string, ClientOptions>>;
  /** Who may say whose legacy credential this is; the first that claims it answers. Names must differ. */
  verifiers: Verifier | readonly Verifier[];
  /** Who a legacy user is at Authgear. Default `byImport()`. */
  mapUser?: MapUser;
  /** `postgresLedger({ pool })`. */
  ledger: Ledger;
  /** At least 32 bytes, the same on every instance, never changed: the ledger's rows are found by it. */
  secret: string | Uint8Array;
  /** Path of the exchange; `/confirm` and `/sign-out` lie below it. Default `/session-migration`. */
  basePath?: string;
  /** Who ends the legacy session once the new one is proven. Default `client`. */
  legacyRevocation?: LegacyRevocation;
  /** Needed where the server revokes. */
  legacyRevoker?: LegacyRevoker;
  policy?: PolicyOptions;
  limits?: LimitOptions;
  onMigrated?: OnMigrated;
  /** One redacted record for each request. */
  log?(record: LogRecord): void;
  count?: Count;
  /** Milliseconds since the epoch, for what is answered; the ledger has the database's clock. Default `Date.now`. */
  now?: () => number;
  /** Settles after so many milliseconds. Default: a timer. */
  wait?: (ms: number) => Promise<void>;
}

/** The options, checked. */
export interface HandlerSettings {
  core: Core;
  clients: Clients;
  basePath: string;
  log: (record: LogRecord) => void;
}

const REVOCATIONS_AT_ONCE = 20;
const REVOCATIONS: ReadonlySet<unknown> = new Set<LegacyRevocation>(["client", "server", "none"]);

/** @throws TypeError naming the option; never with any part of a secret. */
export function checkHandlerOptions(options: MigrationHandlerOptions): HandlerSettings {
  const {
    legacyRevocation = "client",
    legacyRevoker,
    policy = {},
    limits = {},
    mapUser,
    onMigrated,
  } = options;
  const now = options.now ?? Date.now;
  checkFunctions({ mapUser, legacyRevoker, onMigrated, log: options.log, count: options.count });
  if (!REVOCATIONS.has(legacyRevocation)) {
    throw wrongOption("legacyRevocation", legacyRevocation, 'say "client", "server" or "none"');
  }
  if (legacyRevocation === "server" && !legacyRevoker) {
    throw wrongOption("legacyRevoker", legacyRevoker, 'give one: "legacyRevocation" is "server"');
  }
  const load = loadGuards(checkAuthgear(options.authgear), checkLimits(limits), now);
  return {
    clients: checkClients(options.clients),
    basePath: checkBasePath(options.basePath ?? "/session-migration"),
    log: contained(options.log),
    core: {
      authgear: load.authgear,
      load,
      ledger: checkLedger(options.ledger),
      verifiers: checkVerifiers(options.verifiers),
      mapUser: mapUser ?? byImport(),
      secret: checkSecret(options.secret),
      policy: checkPolicy(policy, now),
      keepUntil: keepUntil(policy),
      legacyRevocation,
      legacyRevoker: legacyRevoker && inTurn(legacyRevoker),
      onMigrated,
      count: contained(options.count),
      now,
      wait: options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    },
  };
}

/** A provider that is slow is not made slower: what is not revoked now is asked for again. */
function inTurn(revoker: LegacyRevoker): LegacyRevoker {
  const few = atMost(REVOCATIONS_AT_ONCE);
  return async (session, signal) => {
    if ((await few(() => revoker(session, signal))) === "busy")
      throw new Error("too many revocations at once");
  };
}

function checkAuthgear(value: AuthgearServerOptions | AuthgearServer): AuthgearServer {
  if (typeof value !== "object" || value === null) {
    throw wrongOption("authgear", value, "give endpoint, projectID, keyID and privateKey");
  }
  return "createSession" in value ? value : createAuthgearServer(value);
}

function checkLedger(value: Ledger): Ledger {
  if (typeof value?.claim === "function") return value;
  throw wrongOption(
    "ledger",
    value,
    "give postgresLedger({ pool }): without one, sessions would be given twice",
  );
}

function checkBasePath(value: unknown): string {
  const path = typeof value === "string" ? value : "";
  if (!/^(\/[\w.~-]+)*\/?$/.test(path) || path === "") {
    throw wrongOption("basePath", value, 'give a path such as "/session-migration"');
  }
  return path.replace(/\/$/, "");
}

function checkFunctions(functions: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(functions)) {
    if (value !== undefined && typeof value !== "function") throw wrongOption(name, value, "give a function");
  }
}

/** A log or a counter that throws must not fail a migration. */
function contained<Arguments extends unknown[]>(
  call: ((...values: Arguments) => void) | undefined,
): (...values: Arguments) => void {
  return (...values) => {
    try {
      call?.(...values);
    } catch {
      // nobody is left to tell
    }
  };
}
