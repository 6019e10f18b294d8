import { issueAccessToken, issueIDToken } from "./model/issue-tokens.js";
import { authorize, openSession } from "./model/session-store.js";
import { FULL_ACCESS, FULL_USERINFO } from "./model/session.js";
import { mayAskForFullAccess } from "./model/settings.js";
import type { User } from "./model/user.js";
import type { World } from "./model/world.js";

export interface SignInOptions {
  userID: string;
  clientID: string;
}

/** As a token response names them; `expiresIn` in seconds. */
export interface SignInTokens {
  sessionID: string;
  refreshToken: string;
  accessToken: string;
  idToken: string;
  expiresIn: number;
}

/** A session as `authorization_code` makes it, for tests that start signed in. */
export async function signIn(world: World, user: User, { clientID }: SignInOptions): Promise<SignInTokens> {
  const client = world.settings.clients.get(clientID);
  if (!client) throw new Error(`no client ${clientID}`);
  user.lastLoginAt = world.now();
  const { session, refreshToken } = await openSession(world, {
    userID: user.id,
    clientID,
    authorizationID: authorize(world, user.id, clientID).id,
    scopes: ["openid", "offline_access", mayAskForFullAccess(client) ? FULL_ACCESS : FULL_USERINFO],
    createdBy: "authorization_code",
    createdByIP: world.settings.defaultClientIP,
    authTime: world.now(),
  });
  const issued = await issueAccessToken(world, client, session, user, world.settings.publicOrigin);
  return {
    sessionID: session.id,
    refreshToken,
    ...issued,
    idToken: await issueIDToken(world, session, user),
  };
}
