export { AuthgearUnavailable } from "./authgear-admin/authgear-server.js";
export type {
  AuthgearServer,
  AuthgearSession,
  AuthgearUnavailableWhy,
  AuthgearUser,
  IssuedSession,
} from "./authgear-admin/authgear-server.js";
export type { AuthgearServerOptions } from "./authgear-admin/authgear-server-options.js";
export { createAuthgearServer } from "./authgear-admin/create-authgear-server.js";
export type { ClientAuth, PublicClient } from "./client-auth.js";
export type { CloseAccountOptions, ClosedReport, CloseOptions, LegacyUser } from "./close-account.js";
export type { ClientOptions } from "./clients.js";
export type { Count, OnMigrated } from "./core.js";
export { defineConfig } from "./define-config.js";
export type {
  SecretSource,
  ServeAddress,
  ServeClientAuth,
  ServeConfig,
  ServeRevoker,
  ServeVerifier,
} from "./define-config.js";
export { createMigrationHandler } from "./handler.js";
export type { MigrationHandler } from "./handler.js";
export type { MigrationHandlerOptions } from "./handler-options.js";
export type {
  AccountReservation,
  Ledger,
  LedgerRow,
  LegacyStanding,
  StandingQuery,
} from "./ledger/ledger.js";
export type { LimitOptions } from "./limits/limit-options.js";
export { legacyAccounts } from "./ledger/legacy-accounts.js";
export type { Pool, PoolClient, QueryResult } from "./ledger/pool.js";
export { postgresLedger } from "./ledger/postgres-ledger.js";
export type { PostgresLedgerOptions } from "./ledger/postgres-ledger.js";
export { revocationEndpoint } from "./legacy-revoker.js";
export type { LegacyRevoker, RevocableSession, RevocationEndpointOptions } from "./legacy-revoker.js";
export { toNodeHandler } from "./node-handler.js";
export type { PolicyOptions } from "./policy.js";
export { createSessionResolver } from "./resolve/create-session-resolver.js";
export type { ResolveSession } from "./resolve/create-session-resolver.js";
export type { RequestHeaders } from "./resolve/request-credential.js";
export type { ResolvedSession, SessionProblem } from "./resolve/resolved-session.js";
export type { SessionResolverOptions } from "./resolve/session-resolver-options.js";
export type { SweepReport } from "./sweep.js";
export type { LogRecord } from "./trace.js";
export { byImport } from "./users/by-import.js";
export type { ByImportOptions } from "./users/by-import.js";
export { byLoginID } from "./users/by-login-id.js";
export type { ByLoginIDOptions } from "./users/by-login-id.js";
export type { LegacyIDOptions } from "./users/create-missing.js";
export type { ImportAccounts, LegacySubject } from "./users/import-accounts.js";
export type { LegacyAccountEntry, MappedUser, MapUser, MapUserContext, Refusal } from "./users/map-user.js";
export { recordImport } from "./users/record-import.js";
export type { ImportReport, RecordImportOptions, UnresolvedImport } from "./users/record-import.js";
export type { ResolveCookie } from "./verify/ask-cookie-session.js";
export { hostCookieBinding } from "./verify/cookie-binding.js";
export type { CookieBinding } from "./verify/cookie-binding.js";
export { cookieVerifier } from "./verify/cookie-verifier.js";
export type { CookieVerifierOptions } from "./verify/cookie-verifier-options.js";
export { verifyHookSignature } from "./verify/hook-signature.js";
export type { ReceivedHook } from "./verify/hook-signature.js";
export { hookVerifier } from "./verify/hook-verifier.js";
export type { HookVerifierOptions } from "./verify/hook-verifier-options.js";
export { introspectionVerifier } from "./verify/introspection-verifier.js";
export type { IntrospectionVerifierOptions } from "./verify/introspection-verifier-options.js";
export { jwtVerifier } from "./verify/jwt-verifier.js";
export type { JWTVerifierOptions } from "./verify/jwt-verifier-options.js";
export type {
  LegacyClaims,
  LegacyCredential,
  Verifier,
  VerifyPurpose,
  VerifyResult,
} from "./verify/verifier.js";
