import type { LegacyProvider } from "authgear-session-migration";
import type { PageConfig } from "./page-config.js";

/** Finds the session of the old version and ends it. Its SDK is loaded only where there is one. */
export function legacyProvider(config: PageConfig): LegacyProvider {
  const key = `oidc.user:${config.legacy}:${config.legacyClientID}`;
  const load = async () =>
    (await import("./legacy-client.js")).legacyClient(config, { automaticSilentRenew: false });
  return {
    name: "old-gate",
    hint: () => localStorage.getItem(key) !== null,
    async read() {
      const user = await (await load()).getUser();
      return user ? { token: user.access_token } : null;
    },
    async revoke(session) {
      if (!("token" in session)) return;
      const endpoint = `${config.legacy}/token/revocation`;
      const r = await fetch(endpoint, {
        method: "POST",
        body: new URLSearchParams({ token: session.token, client_id: config.legacyClientID }),
      });
      if (!r.ok) throw new Error("revoke");
    },
    async forget() {
      await (await load()).removeUser();
    },
  };
}
