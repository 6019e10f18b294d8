import { jwtVerify } from "jose";
import { sha256Hex } from "./random-token.js";
import type { Session } from "./session.js";
import { touch, userOfUsableSession } from "./session-store.js";
import type { User } from "./user.js";
import type { World } from "./world.js";

/**
 * The session behind `Authorization: Bearer …`; the scheme in any case, as old SDKs write it in lower case.
 * Counts as an access. Both kinds of access token are looked up in the server's state, so a revocation works
 * at once.
 */
export async function resolveAccessToken(
  world: World,
  authorization: string | null,
  clientIP: string,
): Promise<{ session: Session; user: User } | undefined> {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  const hash = token.includes(".") ? await hashOfJWT(world, token) : await sha256Hex(token);
  const accessToken = hash === undefined ? undefined : world.accessTokens.get(hash);
  if (!accessToken || world.now() >= accessToken.expiresAt) return undefined;
  const session = world.sessions.get(accessToken.sessionID);
  const user = session && userOfUsableSession(world, session);
  if (!session || !user) return undefined;
  touch(world, session, clientIP);
  return { session, user };
}

async function hashOfJWT(world: World, token: string): Promise<string | undefined> {
  const { publicKey } = await world.signingKey();
  const { publicOrigin } = world.settings;
  const checks = {
    issuer: publicOrigin,
    audience: publicOrigin,
    typ: "at+jwt",
    currentDate: new Date(world.now()),
  };
  return jwtVerify(token, publicKey, checks).then(
    ({ payload }) => payload.jti,
    () => undefined,
  );
}
