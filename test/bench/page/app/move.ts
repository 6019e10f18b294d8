import { migrateOnLoad } from "authgear-session-migration";
import { storedToken } from "authgear-session-migration/legacy/stored-token";
import { endSession } from "../../../journeys/app/legacy-sdk.js";
import { arrive, settings } from "./arrive.js";

export function moveUser(): void {
  const { authgear, legacy } = settings();
  const migration = migrateOnLoad({
    authgear: { endpoint: authgear, clientID: "spa" },
    legacy: storedToken({
      key: "old-app.token",
      revoke: (token, signal) => endSession(legacy, token, signal),
    }),
    exchange: "/session-migration",
  });

  arrive(async () => {
    const { status } = await migration;
    if (status !== "migrated") throw new Error(`The outcome is ${status}`);
    return migration.authorization();
  });
}
