import { SignJWT } from "jose";
import { encodeTextBase64url } from "./base64url.js";
import { randomToken, sha256Hex } from "./random-token.js";
import type { Session } from "./session.js";
import type { Client } from "./settings.js";
import { userClaims } from "./user-claims.js";
import type { User } from "./user.js";
import type { World } from "./world.js";

const ID_TOKEN_SECONDS = 5 * 60;

/** An access token as the wire names it; `expiresIn` in seconds. */
export interface IssuedAccessToken {
  accessToken: string;
  expiresIn: number;
}

/**
 * Opaque, or a JWT whose `iss` and `aud` are the origin of the request that asked for it: wrong outside,
 * where the Admin API was called by another name (contract fact 11). The JWT's `jti` is the hash of a hidden
 * opaque token, so both are found alike.
 */
export async function issueAccessToken(
  world: World,
  client: Client,
  session: Session,
  user: User,
  origin: string,
): Promise<IssuedAccessToken> {
  const opaque = randomToken();
  const hash = await sha256Hex(opaque);
  const issuedAt = world.now();
  world.accessTokens.set(hash, { sessionID: session.id, expiresAt: issuedAt + client.accessTokenMs });
  const expiresIn = Math.floor(client.accessTokenMs / 1000);
  if (!client.issueJWTAccessToken) return { accessToken: opaque, expiresIn };
  const claims = {
    ...userClaims(user),
    client_id: session.clientID,
    scope: session.scopes.join(" "),
    auth_time: Math.floor(session.authTime / 1000),
    jti: hash,
  };
  return { accessToken: await sign(world, "at+jwt", origin, [origin], user, claims, expiresIn), expiresIn };
}

/** Lives five minutes; `sid` names the session. Never part of a `createSession` answer. */
export async function issueIDToken(world: World, session: Session, user: User): Promise<string> {
  const claims = {
    ...userClaims(user),
    sid: encodeTextBase64url(`offline_grant:${session.id}`),
    auth_time: Math.floor(session.authTime / 1000),
  };
  return sign(world, "JWT", world.settings.publicOrigin, [session.clientID], user, claims, ID_TOKEN_SECONDS);
}

async function sign(
  world: World,
  typ: string,
  issuer: string,
  audience: string[],
  user: User,
  claims: Record<string, unknown>,
  lifetimeSeconds: number,
): Promise<string> {
  const { kid, privateKey } = await world.signingKey();
  const issuedAt = Math.floor(world.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid, typ })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(user.id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(privateKey);
}
