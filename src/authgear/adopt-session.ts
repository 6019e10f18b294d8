import type { WebContainer } from "@authgear/web";

/** The part of the SDK that takes an access token it did not ask for; not in its types (contract 10.4). */
interface Internals {
  baseContainer?: {
    _persistTokenResponse?(
      response: { access_token: string; expires_in: number },
      reason: "AUTHENTICATED",
    ): Promise<void>;
  };
}

/**
 * Hands the container an access token that lives `expiresIn` seconds, so that the first API call makes no extra
 * request (contract 10.5 c). Where this version has no such door, its first call refreshes instead. A container that did
 * not find the refresh token keeps it somewhere else: it gets none, because with one the proof would not see that.
 */
export async function adoptSession(
  container: WebContainer,
  accessToken: string,
  expiresIn: number,
): Promise<void> {
  const state: string = container.sessionState;
  if (state !== "AUTHENTICATED") return;
  const { baseContainer } = container as unknown as Internals;
  try {
    const response = { access_token: accessToken, expires_in: expiresIn };
    await baseContainer?._persistTokenResponse?.(response, "AUTHENTICATED");
  } catch {
    // a plain refresh does as well
  }
}
