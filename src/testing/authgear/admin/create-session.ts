import { ApiError } from "../http/api-error.js";
import { readDeviceInfo } from "../model/device-info.js";
import { issueAccessToken } from "../model/issue-tokens.js";
import { authorize, openSession } from "../model/session-store.js";
import { FULL_ACCESS } from "../model/session.js";
import type { AdminContext } from "./admin-context.js";
import { decodeNodeID } from "./node-id.js";

export interface CreateSessionInput {
  userID: string;
  clientID: string;
  deviceInfo?: string | null;
}

export interface CreateSessionPayload {
  refreshToken: string;
  accessToken: string;
  tokenType: "Bearer";
  expiresIn: number;
}

/**
 * `createSession`, its checks in the order of contract section 5. A disabled user is no error: the tokens
 * just do not work. Nothing is deduplicated, and there is no ID token.
 */
export async function createSession(
  { input }: { input: CreateSessionInput },
  context: AdminContext,
): Promise<CreateSessionPayload> {
  const { world, incoming } = context;
  if (!world.settings.createSessionEnabled)
    throw new ApiError("Forbidden", "Forbidden", "CreateSession is disabled");
  const nodeID = decodeNodeID(input.userID);
  if (nodeID?.type !== "User") throw new ApiError("Invalid", "Invalid", "invalid user ID");
  const given = input.deviceInfo ?? undefined;
  const deviceInfo = given === undefined ? undefined : readDeviceInfo(given, "any");
  if (given === "" || deviceInfo === "invalid")
    throw new ApiError("Invalid", "Invalid", "invalid device info");
  const client = world.settings.clients.get(input.clientID);
  if (!client) throw new ApiError("Invalid", "Invalid", "invalid client ID");
  if (client.type === "third_party_app") {
    throw new ApiError("Forbidden", "Forbidden", "cannot create session for non-first party client");
  }
  const user = world.users.get(nodeID.id);
  if (!user) throw new ApiError("NotFound", "UserNotFound", "user not found");
  if (world.faults.take("first-authorization-race", incoming.labels))
    throw new Error("duplicate authorization row");

  const authorization = authorize(world, user.id, client.clientID);
  if (authorization.isNew)
    context.onRollback(() => world.authorizations.delete(`${user.id} ${client.clientID}`));
  const { session, refreshToken } = await openSession(world, {
    userID: user.id,
    clientID: client.clientID,
    authorizationID: authorization.id,
    scopes: ["openid", "offline_access", FULL_ACCESS],
    createdBy: "createSession",
    createdByIP: incoming.clientIP,
    authTime: world.now(),
    deviceInfo,
  });
  context.opened.push(session);
  // Asked while the token is made: the session stays behind.
  if (client.issueJWTAccessToken && world.faults.take("refuse-jwt-hook", incoming.labels)) {
    throw new ApiError("Forbidden", "HookDisallowed", "disallowed by hook event handler");
  }
  const { accessToken, expiresIn } = await issueAccessToken(world, client, session, user, incoming.origin);
  const activityType = "ADMIN_API_MUTATION_CREATE_SESSION_EXECUTED";
  context.audit({ activityType, userID: user.id, sessionID: session.id, clientID: client.clientID });
  return { refreshToken, accessToken, tokenType: "Bearer", expiresIn };
}
