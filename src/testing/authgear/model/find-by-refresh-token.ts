import { sha256Hex } from "./random-token.js";
import type { Session } from "./session.js";
import { userOfUsableSession } from "./session-store.js";
import type { User } from "./user.js";
import type { World } from "./world.js";

/** A refresh token that was taken apart: `<session id>.<secret>`. */
export interface PresentedToken {
  session: Session;
  hash: string;
}

/**
 * Finds the session that a refresh token names, whatever its state and whether or not the secret is right.
 */
export async function readRefreshToken(world: World, token: string): Promise<PresentedToken | undefined> {
  const dot = token.indexOf(".");
  if (dot < 0) return undefined;
  const hash = await sha256Hex(token.slice(dot + 1));
  const session = world.sessions.get(token.slice(0, dot));
  return session && { session, hash };
}

/** Only the current secret counts: there is no grace after a rotation (contract fact 8). */
export function isCurrent({ session, hash }: PresentedToken): boolean {
  return session.tokenHash === hash;
}

/** The session and user behind a refresh token that Authgear accepts now. */
export async function findByRefreshToken(
  world: World,
  token: string,
): Promise<{ session: Session; user: User } | undefined> {
  const presented = await readRefreshToken(world, token);
  if (!presented || !isCurrent(presented)) return undefined;
  const user = userOfUsableSession(world, presented.session);
  return user && { session: presented.session, user };
}
