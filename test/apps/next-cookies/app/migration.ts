import { migrateOnLoad } from "authgear-session-migration";
import { cookieSession } from "authgear-session-migration/legacy/cookie-session";

// On the server this does nothing, and the state is `pending`.
export const migration = migrateOnLoad({
  authgear: {
    endpoint: process.env.NEXT_PUBLIC_AUTHGEAR_ENDPOINT ?? "https://auth.example.com",
    clientID: process.env.NEXT_PUBLIC_AUTHGEAR_CLIENT_ID ?? "1f8c0d7e",
  },
  legacy: cookieSession({
    present: () => document.cookie.includes("signed-in="),
    async revoke(signal) {
      const { ok, status } = await fetch("/api/sign-out", { method: "POST", signal });
      if (!ok) throw new Error(`${status}`);
    },
    forget() {
      document.cookie = "signed-in=; max-age=0; path=/";
    },
  }),
  exchange: "/session-migration",
});
