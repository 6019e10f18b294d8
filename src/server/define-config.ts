import type { AuthgearServerOptions } from "./authgear-admin/authgear-server-options.js";
import type { ClientAuth, PublicClient } from "./client-auth.js";
import type { MigrationHandlerOptions } from "./handler-options.js";
import type { LegacyRevoker, RevocationEndpointOptions } from "./legacy-revoker.js";
import type { CookieVerifierOptions } from "./verify/cookie-verifier-options.js";
import type { HookVerifierOptions } from "./verify/hook-verifier-options.js";
import type { IntrospectionVerifierOptions } from "./verify/introspection-verifier-options.js";
import type { JWTVerifierOptions } from "./verify/jwt-verifier-options.js";
import type { Verifier } from "./verify/verifier.js";

/**
 * Where a secret is: an environment variable, or a file that its owner alone may read (mode 0600 or 0400; a relative path starts at the
 * config file's folder; one line break at the end is no part of the secret).
 */
export type SecretSource = { env: string } | { file: string };

/** A `ClientAuth` whose secret is somewhere else. */
export type ServeClientAuth =
  | { clientID: string; clientSecret: SecretSource; /** Default `basic`. */ method?: "basic" | "post" }
  | { bearer: SecretSource };

/** A verifier: the options of one that comes with the package, without their secrets, or one of one's own. */
export type ServeVerifier =
  | Verifier
  | ({ type: "jwt" } & JWTVerifierOptions)
  | ({ type: "hook" } & Omit<HookVerifierOptions, "secret"> & { secret: SecretSource })
  | ({ type: "introspection" } & WithClientAuth<IntrospectionVerifierOptions>)
  | ({ type: "cookie" } & Omit<CookieVerifierOptions, "introspection"> & {
        introspection?: WithClientAuth<NonNullable<CookieVerifierOptions["introspection"]>>;
      });

/** The revocation endpoint (RFC 7009) of the legacy provider. */
export type ServeRevoker = Omit<RevocationEndpointOptions, "clientAuth"> & {
  clientAuth: ServeClientAuth | PublicClient;
};

export interface ServeAddress {
  /** Default `127.0.0.1`. */
  host?: string;
  /** 0 to 65535; 0 takes a free one. */
  port: number;
}

/** What is not data, or is made by `serve` itself. */
type NotInConfig =
  "authgear" | "verifiers" | "ledger" | "secret" | "legacyRevoker" | "log" | "count" | "now" | "wait";

/** The default export of the file that `authgear-session-migration serve --config` reads. */
export interface ServeConfig extends Omit<MigrationHandlerOptions, NotInConfig> {
  authgear: Omit<AuthgearServerOptions, "privateKey" | "now"> & { privateKey: SecretSource };
  verifiers: ServeVerifier | readonly ServeVerifier[];
  /** At least 32 bytes, the same on every instance, never changed: the ledger's rows are found by it. */
  secret: SecretSource;
  /** Needed where the server revokes. */
  legacyRevoker?: LegacyRevoker | ServeRevoker;
  /** Where the exchange, `/healthz` and `/readyz` are served. */
  listen: ServeAddress;
  /** Where `/metrics` is served, and `/healthz` and `/readyz` once more. Left out: nowhere. */
  metrics?: ServeAddress;
  /** A PostgreSQL URL. May be left out with `--dev` alone. */
  database?: { connectionString: SecretSource };
  /** Mean time between two sweeps, 1 to 86,400. Default 300. */
  sweepIntervalSeconds?: number;
  /** How long a shutdown waits for what is in flight, 1 to 600. Default 25. */
  shutdownTimeoutSeconds?: number;
  /** Default `info`: one line for each request. */
  logLevel?: "debug" | "info" | "warn" | "error" | "silent";
}

type WithClientAuth<T extends { clientAuth: ClientAuth }> = Omit<T, "clientAuth"> & {
  clientAuth: ServeClientAuth;
};

/** Answers what it was given: it is there for the types. */
export function defineConfig(config: ServeConfig): ServeConfig {
  return config;
}
