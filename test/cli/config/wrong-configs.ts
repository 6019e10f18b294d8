import { CONFIG, ENV, HOOK, INTROSPECTION, PEM } from "./good-config.js";

const authgear = (change: Readonly<Record<string, unknown>>) => ({
  authgear: { ...CONFIG.authgear, ...change },
});
const hook = (change: Readonly<Record<string, unknown>>) => ({ verifiers: [{ ...HOOK, ...change }] });

/** A name, what differs from the good config, and what is told. */
export const WRONG_CONFIGS: readonly [string, Record<string, unknown>, RegExp][] = [
  [
    "an unknown key near a known one",
    { shutdownTimeout: 3 },
    /^"shutdownTimeout" is no key .*: write "shutdownTimeoutSeconds"$/,
  ],
  [
    "an unknown key near none",
    { zzzzzzzzzz: 1 },
    /^"zzzzzzzzzz" is no key .*: remove it; there are authgear, clients/,
  ],
  ["what serve makes itself", { ledger: {} }, /^"ledger" is no key/],
  [
    "an unknown key of authgear",
    authgear({ projectId: "p" }),
    /^"authgear\.projectId" is no key .*: write "projectID"$/,
  ],
  [
    "an unknown key of deadlines",
    authgear({ deadlines: { adminMS: 1 } }),
    /^"authgear\.deadlines\.adminMS" .* "adminMs"$/,
  ],
  [
    "an unknown key of a client",
    { clients: { spa: { origins: ["https://a.example"], origin: "x" } } },
    /^"clients\["spa"\]\.origin" .* "origins"$/,
  ],
  ["an unknown key of policy", { policy: { shares: 1 } }, /^"policy\.shares" .* "share"$/],
  ["an unknown key of listen", { listen: { port: 1, hosts: "x" } }, /^"listen\.hosts" .* "host"$/],
  [
    "an unknown key of database",
    { database: { ...CONFIG.database, pool: 1 } },
    /^"database\.pool" is no key/,
  ],
  ["an unknown key of a verifier", hook({ uri: "x" }), /^"verifiers\[0\]\.uri" .* "url"$/],
  [
    "an unknown key of a client's own",
    { verifiers: { ...INTROSPECTION, clientAuth: { ...INTROSPECTION.clientAuth, secret: "x" } } },
    /^"verifiers\.clientAuth\.secret" is no key/,
  ],
  ["no secret", { secret: undefined }, /^"secret" is missing: say \{ env: "NAME" \}/],
  [
    "a literal secret",
    { secret: "literal-canary-literal-canary-literal" },
    /^"secret" is written into the config.*process\.env.*: say \{ env: "NAME" \}/,
  ],
  ["literal bytes", { secret: new Uint8Array(48) }, /^"secret" is written into the config/],
  [
    "a literal private key",
    authgear({ privateKey: PEM }),
    /^"authgear\.privateKey" is written into the config/,
  ],
  [
    "a literal connection string",
    { database: { connectionString: ENV["DATABASE"] } },
    /^"database\.connectionString" is written into the config/,
  ],
  [
    "a literal hook secret",
    hook({ secret: "literal-canary-literal-canary-literal" }),
    /^"verifiers\[0\]\.secret" is written into the config/,
  ],
  [
    "a literal client secret",
    { verifiers: { ...INTROSPECTION, clientAuth: { clientID: "x", clientSecret: "literal-canary" } } },
    /^"verifiers\.clientAuth\.clientSecret" is written into the config/,
  ],
  [
    "a literal bearer",
    { legacyRevoker: { endpoint: "https://o.example", clientAuth: { bearer: "literal-canary" } } },
    /^"legacyRevoker\.clientAuth\.bearer" is written into the config/,
  ],
  ["a place of another kind", { secret: { vault: "x" } }, /^"secret" names no place of a secret: say/],
  ["two places", { secret: { env: "SECRET", file: "x" } }, /^"secret" names no place of a secret/],
  [
    "a variable that is not set",
    { secret: { env: "NOT_THERE" } },
    /^"secret" .* variable NOT_THERE, which is not set: set it$/,
  ],
  [
    "a variable that is empty",
    { secret: { env: "EMPTY" } },
    /^"secret" .* variable EMPTY, which is empty: set it$/,
  ],
  [
    "a secret that is too short",
    { secret: { env: "SHORT" } },
    /^"secret" is missing or shorter than 32 bytes: make one/,
  ],
  [
    "a hook secret that is too short",
    hook({ secret: { env: "SHORT" } }),
    /^"verifiers\[0\]\.secret" is missing or shorter/,
  ],
  [
    "a private key that is none",
    authgear({ privateKey: { env: "NO_PEM" } }),
    /^"authgear\.privateKey" is a text that is no PEM private key: give/,
  ],
  [
    "a connection string that is none",
    { database: { connectionString: { env: "NO_URL" } } },
    /^"database\.connectionString" is no PostgreSQL URL: give postgres:\/\//,
  ],
  ["no port", { listen: {} }, /^"listen\.port" is missing: give a port/],
  ["no listen", { listen: undefined }, /^"listen\.port" is missing/],
  [
    "a port that is none",
    { metrics: { port: 70_000 } },
    /^"metrics\.port" is 70000: give a port, 0 to 65535$/,
  ],
  ["one port twice", { metrics: { port: 3000 } }, /^"metrics\.port" is 3000: "listen" has it/],
  ["a host that is none", { listen: { port: 1, host: 7 } }, /^"listen\.host" is 7: give an address/],
  [
    "an interval",
    { sweepIntervalSeconds: 0 },
    /^"sweepIntervalSeconds" is 0: give whole seconds, 1 to 86400$/,
  ],
  [
    "a time to shut down",
    { shutdownTimeoutSeconds: "5" },
    /^"shutdownTimeoutSeconds" is "5": give whole seconds/,
  ],
  ["a level", { logLevel: "verbose" }, /^"logLevel" is "verbose": say "debug"/],
  [
    "a path that serve has itself",
    { basePath: "/healthz" },
    /^"basePath" is \/healthz: serve answers there itself/,
  ],
  ["a path that is none", { basePath: "no path" }, /^"basePath" is "no path": give a path/],
  ["an endpoint", authgear({ endpoint: "http://auth.example" }), /^"authgear\.endpoint" is .*: use https/],
  ["no authgear", { authgear: undefined }, /^"authgear\.endpoint" is missing/],
  ["no clients", { clients: {} }, /^"clients" is .*: list them/],
  [
    "an origin",
    { clients: { spa: { origins: ["https://app.example/x"] } } },
    /^"clients\["spa"\]\.origins" is .*: give the origin alone/,
  ],
  [
    "no verifier",
    { verifiers: undefined },
    /^"verifiers" is no verifier: give it a type, one of jwt, hook, introspection, cookie$/,
  ],
  ["an empty list of verifiers", { verifiers: [] }, /^"verifiers" is an empty list: give a verifier/],
  ["a verifier of no type", hook({ type: "hooks" }), /^"verifiers\[0\]" is no verifier: give it a type/],
  [
    "two verifiers of one name",
    { verifiers: [HOOK, HOOK] },
    /^"verifiers" is "app": give each verifier a name of its own$/,
  ],
  ["a share", { policy: { share: 2 } }, /^"policy\.share" is 2: give a number from 0 to 1/],
  [
    "a date that is a text",
    { policy: { closingDate: "2027-01-01" } },
    /^"policy\.closingDate" is "2027-01-01": give a Date$/,
  ],
  ["an unknown key of limits", { limits: { rate: 1 } }, /^"limits\.rate" is no key/],
  ["a rate", { limits: { adminRate: -1 } }, /^"limits\.adminRate" is -1: give calls a second, more than 0/],
  [
    "an address that is a header's name",
    { limits: { clientIP: "X-Real-IP" } },
    /^"limits\.clientIP" is "X-Real-IP": give a function/,
  ],
  [
    "a limit by address without a function",
    { limits: { exchangesPerMinute: 9 } },
    /^"limits\.clientIP" is missing: "exchangesPerMinute" needs it/,
  ],
  ["limits that are none", { limits: 5 }, /^"limits" is 5: give an object, or leave it out$/],
  ["a policy that is none", { policy: "open" }, /^"policy" is "open": give an object, or leave it out$/],
  ["no revoker", { legacyRevocation: "server" }, /^"legacyRevoker" is missing: give one/],
  [
    "a revoker's endpoint",
    { legacyRevoker: { endpoint: "x", clientAuth: { clientID: "me" } } },
    /^"legacyRevoker\.endpoint" is "x": give an absolute https URL$/,
  ],
  ["a function that is none", { onMigrated: "x" }, /^"onMigrated" is "x": give a function$/],
];
