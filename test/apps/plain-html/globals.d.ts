import type { migrateOnLoad } from "authgear-session-migration";
import type { storedToken } from "authgear-session-migration/legacy/stored-token";

declare global {
  /** What session-migration.js, the package's dist/script.js, leaves on the page. */
  const AuthgearSessionMigration: {
    migrateOnLoad: typeof migrateOnLoad;
    storedToken: typeof storedToken;
  };
}
