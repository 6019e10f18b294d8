import { applicationName, displayName } from "./model/device-info.js";
import { isLive, userOfUsableSession } from "./model/session-store.js";
import type { Session, SessionEnd } from "./model/session.js";
import { standardAttributes } from "./model/user-claims.js";
import { isDisabled } from "./model/user.js";
import type { User } from "./model/user.js";
import type { World } from "./model/world.js";

/** A session as the server knows it. Times in milliseconds. */
export interface SessionView {
  id: string;
  userID: string;
  clientID: string;
  createdBy: "createSession" | "authorization_code";
  createdAt: number;
  createdByIP: string;
  lastAccessedAt: number;
  applicationName: string | null;
  displayName: string;
  /** Whether its refresh token would be accepted now. */
  usable: boolean;
  revokedAt?: number;
  revokedBy?: SessionEnd;
}

export interface SessionFilter {
  userID?: string;
  clientID?: string;
  /** Also those that ended or expired. Default false. */
  all?: boolean;
}

/** A user as the server knows it. */
export interface UserView {
  id: string;
  isDisabled: boolean;
  isAnonymized: boolean;
  standardAttributes: Record<string, unknown>;
  customAttributes: Record<string, unknown>;
}

export function viewSessions(world: World, { userID, clientID, all = false }: SessionFilter): SessionView[] {
  return [...world.sessions.values()]
    .filter((session) => userID === undefined || session.userID === userID)
    .filter((session) => clientID === undefined || session.clientID === clientID)
    .filter((session) => all || isLive(world, session))
    .map((session) => viewSession(world, session));
}

function viewSession(world: World, session: Session): SessionView {
  const {
    id,
    userID,
    clientID,
    createdBy,
    createdAt,
    createdByIP,
    lastAccessedAt,
    deviceInfo,
    endedAt,
    endedBy,
  } = session;
  return {
    id,
    userID,
    clientID,
    createdBy,
    createdAt,
    createdByIP,
    lastAccessedAt,
    applicationName: applicationName(deviceInfo),
    displayName: displayName(deviceInfo),
    usable: userOfUsableSession(world, session) !== undefined,
    ...(endedAt !== undefined && { revokedAt: endedAt }),
    ...(endedBy !== undefined && { revokedBy: endedBy }),
  };
}

export function viewUser(world: World, user: User): UserView {
  return structuredClone({
    id: user.id,
    isDisabled: isDisabled(user, world.now()),
    isAnonymized: user.anonymized,
    standardAttributes: standardAttributes(user),
    customAttributes: user.customAttributes,
  });
}
