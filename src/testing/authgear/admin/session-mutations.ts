import { ApiError } from "../http/api-error.js";
import { endSession, endSessionsOf, isLive } from "../model/session-store.js";
import type { AdminContext } from "./admin-context.js";
import { decodeNodeID } from "./node-id.js";
import { userNode } from "./nodes.js";
import type { GraphQLNode } from "./nodes.js";
import { requireUser } from "./require-user.js";

interface UserPayload {
  user: GraphQLNode;
}

/** `revokeSession`: an unknown session is an error without a name. */
export function revokeSession(
  { input }: { input: { sessionID: string } },
  context: AdminContext,
): UserPayload {
  const { world } = context;
  const nodeID = decodeNodeID(input.sessionID);
  if (nodeID?.type !== "Session") throw new ApiError("Invalid", "Invalid", "invalid session ID");
  const session = world.sessions.get(nodeID.id);
  const user = session && world.users.get(session.userID);
  if (!session || !user || !isLive(world, session)) throw new Error("session not found");
  endSession(world, session, "administrator");
  const ended = { userID: user.id, sessionID: session.id };
  context.audit({ activityType: "ADMIN_API_MUTATION_REVOKE_SESSION_EXECUTED", ...ended });
  context.audit({ activityType: "USER_SESSION_TERMINATED", ...ended });
  return { user: userNode(world, user) };
}

export function revokeAllSessions(
  { input }: { input: { userID: string } },
  context: AdminContext,
): UserPayload {
  const user = requireUser(context, input.userID);
  endSessionsOf(context.world, user.id, "administrator");
  context.audit({ activityType: "ADMIN_API_MUTATION_REVOKE_ALL_SESSIONS_EXECUTED", userID: user.id });
  return { user: userNode(context.world, user) };
}
