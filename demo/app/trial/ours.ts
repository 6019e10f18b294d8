import type { MigrationOutcome } from "authgear-session-migration";
import { pageConfig } from "../page-config.js";
import { migrateByOurs } from "./migrate-by-ours.js";
import { runApp } from "./run-app.js";

const migration = migrateByOurs(pageConfig());

void runApp({
  start: async () => describe(await migration),
  authorization: () => migration.authorization(),
  signOut: async () => void (await migration.signOut({ redirectURI: `${location.origin}/trial/run?tab=1` })),
});

function describe(outcome: MigrationOutcome): string {
  const code = outcome.status === "kept" && outcome.error ? `, ${outcome.error.code}` : "";
  switch (outcome.session) {
    case "authgear":
      return `Signed in by Authgear (${outcome.status})`;
    case "legacy":
    case "unknown":
      return `Signed in at Old Gate (${outcome.status}${code})`;
    case "none":
      return `No session (${outcome.status})`;
  }
}
