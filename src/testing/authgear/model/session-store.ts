import { randomToken, sha256Hex } from "./random-token.js";
import type { Session, SessionEnd } from "./session.js";
import type { Client } from "./settings.js";
import { isDisabled } from "./user.js";
import type { User } from "./user.js";
import type { World } from "./world.js";

/** Finds or makes the row that says this user allows this client. */
export function authorize(world: World, userID: string, clientID: string): { id: string; isNew: boolean } {
  const key = `${userID} ${clientID}`;
  const existing = world.authorizations.get(key);
  if (existing !== undefined) return { id: existing, isNew: false };
  const id = crypto.randomUUID();
  world.authorizations.set(key, id);
  return { id, isNew: true };
}

export type NewSession = Pick<
  Session,
  "userID" | "clientID" | "authorizationID" | "scopes" | "createdBy" | "createdByIP" | "authTime"
> & {
  deviceInfo?: Record<string, unknown> | undefined;
};

/** Always makes one more: there is no dedupe key (contract fact 2). */
export async function openSession(
  world: World,
  input: NewSession,
): Promise<{ session: Session; refreshToken: string }> {
  const secret = randomToken();
  const tokenHash = await sha256Hex(secret);
  const now = world.now();
  const session: Session = {
    ...input,
    id: crypto.randomUUID(),
    deviceInfo: input.deviceInfo,
    createdAt: now,
    lastAccessedAt: now,
    lastAccessedByIP: input.createdByIP,
    tokenHash,
    previousTokenHash: undefined,
    endedAt: undefined,
    endedBy: undefined,
  };
  world.sessions.set(session.id, session);
  world.sessionsOfUser.set(session.userID, [...(world.sessionsOfUser.get(session.userID) ?? []), session.id]);
  return { session, refreshToken: `${session.id}.${secret}` };
}

export function endSession(world: World, session: Session, endedBy: SessionEnd): void {
  if (session.endedAt !== undefined) return;
  session.endedAt = world.now();
  session.endedBy = endedBy;
}

/** Ends what lives of a user's sessions; nothing brings them back (contract fact 15). */
export function endSessionsOf(world: World, userID: string, endedBy: SessionEnd): void {
  for (const session of liveSessionsOf(world, userID)) endSession(world, session, endedBy);
}

/** As the Admin API lists them: the one used last comes first, and a third party's is none of them. */
export function listedSessionsOf(world: World, userID: string): Session[] {
  return liveSessionsOf(world, userID)
    .filter((session) => clientOf(world, session)?.type !== "third_party_app")
    .toReversed()
    .toSorted((a, b) => b.lastAccessedAt - a.lastAccessedAt);
}

function liveSessionsOf(world: World, userID: string): Session[] {
  const ids = world.sessionsOfUser.get(userID) ?? [];
  const sessions = ids.flatMap((id) => world.sessions.get(id) ?? []);
  return sessions.filter((session) => isLive(world, session));
}

/** Neither ended nor expired. */
export function isLive(world: World, session: Session): boolean {
  return session.endedAt === undefined && world.now() < expiresAt(world, session);
}

/** The earlier of the absolute and the idle end. */
export function expiresAt(world: World, session: Session): number {
  const client = clientOf(world, session);
  if (!client) return 0;
  return Math.min(session.createdAt + client.refreshTokenMs, session.lastAccessedAt + client.idleMs);
}

export function clientOf(world: World, session: Session): Client | undefined {
  return world.settings.clients.get(session.clientID);
}

/**
 * The user of a session that Authgear accepts now: live, authorization row there, user there and in a normal
 * state.
 */
export function userOfUsableSession(world: World, session: Session): User | undefined {
  const user = world.users.get(session.userID);
  if (!user || !isLive(world, session) || isDisabled(user, world.now())) return undefined;
  const authorizationID = world.authorizations.get(`${session.userID} ${session.clientID}`);
  return authorizationID === session.authorizationID ? user : undefined;
}

/** Records an access, which puts the idle end off. */
export function touch(world: World, session: Session, clientIP: string): void {
  session.lastAccessedAt = world.now();
  session.lastAccessedByIP = clientIP;
}
