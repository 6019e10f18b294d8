import { createPrivateKey } from "node:crypto";
import { asRecord } from "../../server/as-record.js";
import { checkAuthgearServerOptions } from "../../server/authgear-admin/authgear-server-options.js";
import type { AuthgearServerOptions } from "../../server/authgear-admin/authgear-server-options.js";
import { checkClients } from "../../server/clients.js";
import { checkHandlerOptions, type MigrationHandlerOptions } from "../../server/handler-options.js";
import type { Ledger } from "../../server/ledger/ledger.js";
import { revocationEndpoint } from "../../server/legacy-revoker.js";
import type { RevocationEndpointOptions } from "../../server/legacy-revoker.js";
import { checkLimits, type LimitOptions } from "../../server/limits/limit-options.js";
import { checkPolicy, keepUntil, type PolicyOptions } from "../../server/policy.js";
import { wrongOption } from "../../server/wrong-option.js";
import { checkDatabase } from "./check-database.js";
import { checkProcess, type ProcessSettings } from "./check-process.js";
import { checkVerifiers } from "./check-verifiers.js";
import { collectWrong } from "./collect-wrong.js";
import * as known from "./known-keys.js";
import type { SecretPlaces } from "./read-secret.js";
import { createSecrets, type Secrets } from "./secrets.js";
import { createWrong, type Wrong } from "./wrong.js";

/** A config in which nothing is wrong. */
export interface ServeSettings extends ProcessSettings {
  /** All but the ledger and what `serve` itself listens to. */
  handler: Omit<MigrationHandlerOptions, "ledger">;
  authgear: AuthgearServerOptions;
  basePath: string;
  connectionString: string | undefined;
  /** What must never be logged. */
  secrets: readonly string[];
}

type Options = Readonly<Record<string, unknown>>;

const AUTHGEAR: AuthgearServerOptions = {
  endpoint: "https://x.example",
  projectID: "x",
  keyID: "x",
  privateKey: "-----BEGIN PRIVATE KEY-----",
};
const CLIENTS = { x: { origins: ["https://x.example"] } };
const SECRET = "x".repeat(32);
/** Is never called: the checks alone see it. */
const LEDGER = { claim: () => Promise.reject(new Error("no ledger yet")) } as unknown as Ledger;
const VERIFIER = { name: "x", claims: () => false, verify: () => Promise.reject(new Error("no verifier")) };

/** Either settings, or everything that is wrong with the config, each message with the key and the fix. */
export function checkConfig(
  config: Options,
  places: SecretPlaces,
  { dev }: { dev: boolean },
): { settings: ServeSettings } | { wrong: readonly string[] } {
  const wrong = createWrong();
  const secrets = createSecrets(places, wrong);
  wrong.unknownKeys("", config, known.CONFIG);
  const { database, listen, metrics, sweepIntervalSeconds, shutdownTimeoutSeconds, logLevel, ...rest } =
    config;
  const settings = checkProcess(
    { listen, metrics, sweepIntervalSeconds, shutdownTimeoutSeconds, logLevel },
    wrong,
  );
  const connectionString = checkDatabase(database, dev, secrets, wrong);
  const authgear = checkAuthgear(config["authgear"], secrets, wrong);
  checkEveryClient(config["clients"], wrong);
  const verifiers = checkVerifiers(config["verifiers"], secrets, wrong);
  const policy = checkEveryPolicy(config["policy"], wrong);
  const limits = checkEveryLimit(config["limits"], wrong);
  const standIns = {
    authgear: AUTHGEAR,
    clients: CLIENTS,
    verifiers: VERIFIER,
    secret: SECRET,
    ledger: LEDGER,
  };
  const parts = {
    authgear: authgear ?? AUTHGEAR,
    verifiers: verifiers.length > 0 ? verifiers : VERIFIER,
    secret: secrets.read("secret", config["secret"], SECRET),
    ...(policy ? { policy } : {}),
    ...(limits ? { limits } : {}),
    legacyRevoker: checkRevoker(config["legacyRevoker"], secrets, wrong),
    ...(wrong.messages.some((one) => one.startsWith('"clients')) ? { clients: CLIENTS } : {}),
  };
  const options = { ...rest, ...parts, ledger: LEDGER };
  const build = (all: Record<string, unknown>) =>
    checkHandlerOptions(all as unknown as MigrationHandlerOptions);
  const checked = collectWrong({ build, options, standIns, prefix: "", wrong });
  const { basePath = "/session-migration" } = checked ?? {};
  if (/^\/(healthz|readyz)(\/|$)/.test(basePath)) {
    wrong.add(`"basePath" is ${basePath}: serve answers there itself, give another path`);
  }
  if (!authgear || wrong.messages.length > 0) return { wrong: wrong.messages };
  const handler = options as unknown as MigrationHandlerOptions;
  return { settings: { ...settings, handler, authgear, basePath, connectionString, secrets: secrets.texts } };
}

function checkAuthgear(value: unknown, secrets: Secrets, wrong: Wrong): AuthgearServerOptions | undefined {
  wrong.unknownKeys("authgear.", value, known.AUTHGEAR);
  wrong.unknownKeys("authgear.deadlines.", asRecord(value).deadlines, known.DEADLINES);
  const text = secrets.read("authgear.privateKey", asRecord(value).privateKey, AUTHGEAR.privateKey as string);
  const options = { ...asRecord(value), privateKey: text };
  const build = (given: Record<string, unknown>): AuthgearServerOptions => {
    const all = given as unknown as AuthgearServerOptions;
    checkAuthgearServerOptions(all);
    return all;
  };
  const checked = collectWrong({ build, options, standIns: { ...AUTHGEAR }, prefix: "authgear.", wrong });
  if (checked && text !== AUTHGEAR.privateKey && !isRSA(text)) {
    wrong.add(
      '"authgear.privateKey" cannot be read: give the RSA private key of the portal as PEM (PKCS #8), whole',
    );
  }
  return checked;
}

function isRSA(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

function checkEveryClient(value: unknown, wrong: Wrong): void {
  if (typeof value !== "object" || value === null) return;
  for (const [clientID, options] of Object.entries<unknown>({ ...value })) {
    const path = `clients["${clientID}"].`;
    wrong.unknownKeys(path, options, known.CLIENT);
    const build = (client: Record<string, unknown>) => checkClients({ [clientID]: client });
    const standIns = CLIENTS.x;
    collectWrong({ build, options: asRecord(options), standIns, within: path, prefix: path, wrong });
  }
}

/** The policy, or an empty one where something in it is wrong and has been noted. */
function checkEveryPolicy(value: unknown, wrong: Wrong): PolicyOptions | undefined {
  return checkGroup("policy", value, known.POLICY, wrong, (options: PolicyOptions) => {
    checkPolicy(options, Date.now);
    keepUntil(options);
  });
}

/** The same of the limits. */
function checkEveryLimit(value: unknown, wrong: Wrong): LimitOptions | undefined {
  return checkGroup("limits", value, known.LIMITS, wrong, (options: LimitOptions) => checkLimits(options));
}

function checkGroup<T extends object>(
  name: string,
  value: unknown,
  keys: Readonly<Record<string, true>>,
  wrong: Wrong,
  check: (options: T) => unknown,
): T | undefined {
  if (value === undefined) return undefined;
  const prefix = `${name}.`;
  wrong.unknownKeys(prefix, value, keys);
  const build = (options: Record<string, unknown>): T => {
    check(options as T);
    return options as T;
  };
  if (typeof value !== "object" || value === null) {
    wrong.add(wrongOption(name, value, "give an object, or leave it out").message);
  }
  const options = asRecord(value);
  return collectWrong({ build, options, standIns: {}, within: prefix, prefix, wrong }) ?? ({} as T);
}

function checkRevoker(value: unknown, secrets: Secrets, wrong: Wrong): unknown {
  if (value === undefined || typeof value === "function") return value;
  if (typeof value !== "object" || value === null) return value;
  wrong.unknownKeys("legacyRevoker.", value, known.REVOKER);
  const { clientAuth, ...rest } = asRecord(value);
  const options = { ...rest, clientAuth: secrets.clientAuth("legacyRevoker.clientAuth", clientAuth) };
  const standIns = { endpoint: "https://x.example", clientAuth: { clientID: "x" } };
  const build = (all: Record<string, unknown>) =>
    revocationEndpoint(all as unknown as RevocationEndpointOptions);
  // Something is there, even where it is wrong: what is wrong with it has been noted.
  return collectWrong({ build, options, standIns, prefix: "legacyRevoker.", wrong }) ?? (() => undefined);
}
