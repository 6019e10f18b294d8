export { MigrationError, type MigrationErrorCode, type MigrationStep, isMigrationError } from "./error.js";
export type { MigrationEvent } from "./front-door/migration-event.js";
export { type Migration, migrateOnLoad } from "./front-door/migrate-on-load.js";
export type { AuthgearOptions, ExchangeOptions, MigrateOptions } from "./front-door/options.js";
export type { LegacyProvider, LegacySession } from "./migration/provider.js";
export type { MigrationOutcome, MigrationState, SignOutResult } from "./migration/state.js";
