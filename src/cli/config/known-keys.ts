import type { AuthgearServerOptions } from "../../server/authgear-admin/authgear-server-options.js";
import type { ClientOptions } from "../../server/clients.js";
import type { ServeAddress, ServeConfig, ServeRevoker, ServeVerifier } from "../../server/define-config.js";
import type { LimitOptions } from "../../server/limits/limit-options.js";
import type { PolicyOptions } from "../../server/policy.js";

type Keys<T> = Readonly<Record<keyof T, true>>;
type OfType<T extends string> = Extract<ServeVerifier, { type: T }>;

// The types hold these lists complete: an option that is missing here does not compile.
export const CONFIG: Keys<ServeConfig> = {
  authgear: true,
  clients: true,
  verifiers: true,
  mapUser: true,
  secret: true,
  basePath: true,
  legacyRevocation: true,
  legacyRevoker: true,
  policy: true,
  limits: true,
  onMigrated: true,
  listen: true,
  metrics: true,
  database: true,
  sweepIntervalSeconds: true,
  shutdownTimeoutSeconds: true,
  logLevel: true,
};

export const AUTHGEAR: Keys<Omit<AuthgearServerOptions, "now">> = {
  endpoint: true,
  adminEndpoint: true,
  projectID: true,
  keyID: true,
  privateKey: true,
  fetch: true,
  deadlines: true,
};
export const DEADLINES: Keys<NonNullable<AuthgearServerOptions["deadlines"]>> = {
  adminMs: true,
  proofMs: true,
};

export const CLIENT: Keys<ClientOptions> = { origins: true, cookie: true, crossSite: true };
export const ADDRESS: Keys<ServeAddress> = { host: true, port: true };
export const DATABASE: Keys<NonNullable<ServeConfig["database"]>> = { connectionString: true };

export const POLICY: Keys<PolicyOptions> = {
  enabled: true,
  closingDate: true,
  longestTokenLifeSeconds: true,
  share: true,
  shareSalt: true,
  issuedBefore: true,
  maxSessionAgeSeconds: true,
  requiredAmr: true,
};

export const LIMITS: Keys<LimitOptions> = {
  adminRate: true,
  instances: true,
  authgearAtOnce: true,
  clientIP: true,
  exchangesPerMinute: true,
};

export const REVOKER: Keys<ServeRevoker> = {
  endpoint: true,
  clientAuth: true,
  tokenTypeHint: true,
  fetch: true,
};
export const CLIENT_AUTH: Readonly<Record<"clientID" | "clientSecret" | "method" | "bearer", true>> = {
  clientID: true,
  clientSecret: true,
  method: true,
  bearer: true,
};
export const INTROSPECTION: Readonly<Record<"endpoint" | "clientAuth", true>> = {
  endpoint: true,
  clientAuth: true,
};

export const JWT: Keys<OfType<"jwt">> = {
  type: true,
  name: true,
  issuer: true,
  audience: true,
  jwks: true,
  algorithms: true,
  use: true,
  session: true,
  liveness: true,
  maxTokenAge: true,
  loginID: true,
  guest: true,
  fetch: true,
  now: true,
};
export const HOOK: Keys<OfType<"hook">> = {
  type: true,
  name: true,
  issuer: true,
  url: true,
  secret: true,
  cookie: true,
  bind: true,
  tokens: true,
  fetch: true,
  now: true,
};
export const INTROSPECTING: Keys<OfType<"introspection">> = {
  type: true,
  name: true,
  issuer: true,
  endpoint: true,
  clientAuth: true,
  audience: true,
  clientID: true,
  session: true,
  claims: true,
  loginID: true,
  guest: true,
  fetch: true,
  now: true,
};
export const COOKIE: Keys<OfType<"cookie">> = {
  type: true,
  name: true,
  issuer: true,
  cookie: true,
  bind: true,
  resolve: true,
  introspection: true,
  session: true,
  loginID: true,
  guest: true,
  fetch: true,
  now: true,
};
