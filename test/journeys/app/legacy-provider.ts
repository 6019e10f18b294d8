import type { LegacyProvider } from "authgear-session-migration";
import { storedToken, type StoredSession } from "authgear-session-migration/legacy/stored-token";

/** The session of the old app: one token in localStorage, and an SDK that can end it. */
export function legacyProvider(): LegacyProvider<StoredSession> {
  const { legacy = "" } = document.documentElement.dataset;
  return storedToken({
    key: "old-app.token",
    revoke: async (token, signal) => (await import("./legacy-sdk.js")).endSession(legacy, token, signal),
  });
}
