import type { WebContainer } from "@authgear/web";

/** The part of the SDK that every end of a session comes to; not in its types (contract 10.4). */
interface Internals {
  baseContainer?: { _clearSession?(reason: "LOGOUT"): Promise<void> };
}

/**
 * The container forgets a session whose refresh token is gone from storage. Its `logout()` does nothing then, and
 * its `configure()` leaves the ID token in storage (from 2.11) and the access token in memory (up to 2.12).
 */
export function clearSession(container: WebContainer): Promise<void> | undefined {
  return (container as unknown as Internals).baseContainer?._clearSession?.("LOGOUT");
}
