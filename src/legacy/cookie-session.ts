import type { Awaitable, LegacyProvider } from "../migration/provider.js";

export interface CookieSessionOptions {
  /**
   * Whether something that script can read says that there is a session: a second cookie without HttpOnly, a class
   * that the server rendered, a key of localStorage. It has to come and go with the session. Throwing = cannot tell.
   */
  present: () => boolean;
  /**
   * Ends the session of this cookie and no other of the same user (R2), by the app's own log-out request; rejects
   * unless that is done. A log-out that answers with `Clear-Site-Data` or a redirect is none: leave it out and let
   * the server end the session (R3, R8).
   */
  revoke?: (signal: AbortSignal) => Promise<void>;
  /** Removes what the app itself keeps beside the cookie, such as the marker. Default: nothing. */
  forget?: (signal: AbortSignal) => Awaitable<void>;
  /** Default `cookie-session`. */
  name?: string;
}

/** What `cookieSession` finds: the browser sends the cookie itself. */
export interface CookieSession {
  cookie: true;
}

/**
 * A session in an HttpOnly cookie, which no script can read (D6). Nothing here can tell one session from the next of
 * the same browser: the exchange server, which sees the cookie, does. `exchange` needs `credentials: "include"` where
 * its endpoint has another origin.
 * @throws TypeError naming an option that is missing or wrong.
 */
export function cookieSession({
  present,
  revoke,
  forget = () => undefined,
  name = "cookie-session",
}: CookieSessionOptions): LegacyProvider<CookieSession> {
  for (const [option, value] of Object.entries({ revoke: revoke ?? forget, forget, present })) {
    if (typeof value !== "function") throw new TypeError(`cookieSession: "${option}" is missing or wrong`);
  }

  const read = (): CookieSession | null | undefined => {
    try {
      return present() ? { cookie: true } : null;
    } catch {
      return undefined;
    }
  };
  return {
    name,
    hint: () => read() !== null,
    read,
    ...(revoke && {
      async revoke(_, signal) {
        if (!read()) throw new Error("not stored");
        await revoke(signal);
      },
    }),
    forget: (_, signal) => forget(signal),
  };
}
