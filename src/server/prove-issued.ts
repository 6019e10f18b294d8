import type { AuthgearServer, IssuedSession } from "./authgear-admin/authgear-server.js";
import type { Core } from "./core.js";

/**
 * `verified`: userinfo answered the user's `sub`. `refresh-only`: the access token is refused, the refresh token is good (contract fact 11).
 * `unknown`: no answer. `dead`: neither is accepted, so the session was never kept. `foreign`: it is somebody else's.
 */
export type Proof = "verified" | "refresh-only" | "unknown" | "dead" | "foreign";

const AGAIN_MS = 200;

/** E5. A refusal is asked once more, since a session may be a moment late; nothing here rotates a token. */
export async function proveIssued(
  { authgear, wait }: Pick<Core, "authgear" | "wait">,
  { accessToken, refreshToken }: IssuedSession,
  sub: string,
): Promise<Proof> {
  let info = await userinfo(authgear, accessToken);
  if (info === null) {
    await wait(AGAIN_MS);
    info = await userinfo(authgear, accessToken);
  }
  if (info === undefined) return "unknown";
  if (info) return info.sub === sub ? "verified" : "foreign";
  try {
    return (await authgear.acceptsRefreshToken(refreshToken)) ? "refresh-only" : "dead";
  } catch {
    return "unknown";
  }
}

async function userinfo(
  authgear: AuthgearServer,
  accessToken: string,
): Promise<{ sub: string } | null | undefined> {
  try {
    return await authgear.userinfo(accessToken);
  } catch {
    return undefined;
  }
}
