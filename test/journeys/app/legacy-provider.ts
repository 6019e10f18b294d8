import type { LegacyProvider } from "authgear-session-migration";
import type { LegacySDK } from "./legacy-sdk.js";

/** Where the old app keeps its token. */
const LEGACY_KEY = "old-app.token";

export function legacyProvider(): LegacyProvider {
  const { legacy = "" } = document.documentElement.dataset;
  const load = async (): Promise<LegacySDK> =>
    (await import("./legacy-sdk.js")).legacySDK(legacy, LEGACY_KEY);
  return {
    name: "old-provider",
    hint: () => localStorage.getItem(LEGACY_KEY) !== null,
    async read() {
      const token = (await load()).token();
      return token === null ? null : { token };
    },
    async revoke(session) {
      if ("token" in session) await (await load()).revoke(session.token);
    },
    async forget(session) {
      if ("token" in session) (await load()).forget(session.token);
    },
  };
}
