import { ApiError } from "../http/api-error.js";
import { findByLoginID } from "../model/add-identity.js";
import type { AuditRecord } from "../model/audit-record.js";
import { userByOAuth, usersByClaim } from "../model/identity-index.js";
import { isLoginIDKey, normaliseLoginID } from "../model/login-id.js";
import { isLive } from "../model/session-store.js";
import type { LoginIDKey } from "../model/user.js";
import type { World } from "../model/world.js";
import type { AdminContext } from "./admin-context.js";
import { connection } from "./connection.js";
import type { Connection, Page } from "./connection.js";
import { decodeNodeID, encodeNodeID } from "./node-id.js";
import { dateTime, sessionNode, userNode } from "./nodes.js";
import type { GraphQLNode } from "./nodes.js";

/**
 * Resolvers of the type `Query` (contract section 5): null for nobody, an error only for an argument that
 * makes no sense.
 */
export const adminQueries = {
  node: ({ id }: { id: string }, { world }: AdminContext): GraphQLNode | null => findNode(world, id),

  nodes: ({ ids }: { ids: string[] }, { world }: AdminContext): (GraphQLNode | null)[] =>
    ids.map((id) => findNode(world, id)),

  getUserByLoginID(
    { loginIDKey, loginIDValue }: { loginIDKey: string; loginIDValue: string },
    { world }: AdminContext,
  ): GraphQLNode | null {
    if (!isLoginIDKey(loginIDKey)) throw invalidArgument("invalid Login ID key");
    const value = normaliseLoginID(world.settings, loginIDKey, loginIDValue);
    if (value === undefined) throw invalidArgument("invalid Login ID value");
    const user = findByLoginID(world, value);
    return user ? userNode(world, user) : null;
  },

  getUserByOAuth(
    args: { oauthProviderAlias: string; oauthProviderUserID: string },
    { world }: AdminContext,
  ): GraphQLNode | null {
    const { oauthProviderAlias: alias, oauthProviderUserID: subject } = args;
    if (!world.settings.oauthProviderAliases.has(alias))
      throw invalidArgument("invalid OAuth provider alias");
    const user = userByOAuth(world, alias, subject);
    return user ? userNode(world, user) : null;
  },

  getUsersByStandardAttribute(
    args: { attributeName: string; attributeValue: string },
    { world }: AdminContext,
  ): GraphQLNode[] {
    const key = ATTRIBUTE_KEYS.get(args.attributeName);
    if (!key) throw invalidArgument("attributeName must be email, phone_number or preferred_username");
    const value = normaliseLoginID(world.settings, key, args.attributeValue);
    if (value === undefined) throw invalidArgument("invalid attributeValue");
    return usersByClaim(world, key, value).map((user) => userNode(world, user));
  },

  users(
    { searchKeyword, ...page }: Page & { searchKeyword?: string | null },
    { world }: AdminContext,
  ): Connection<GraphQLNode> {
    if (searchKeyword)
      throw new ApiError("InternalError", "SearchDisabled", "elasticsearch credential is not provided");
    return connection([...world.users.values()].map((user) => userNode(world, user)).toReversed(), page);
  },

  auditLogs(
    { activityTypes, ...page }: Page & { activityTypes?: string[] | null },
    { world }: AdminContext,
  ): Connection<GraphQLNode> {
    const wanted = world.auditLog.filter(
      ({ activityType }) => !activityTypes || activityTypes.includes(activityType),
    );
    return connection(wanted.map((record) => auditNode(world, record)).toReversed(), page);
  },
};

const ATTRIBUTE_KEYS: ReadonlyMap<string, LoginIDKey> = new Map<string, LoginIDKey>([
  ["email", "email"],
  ["phone_number", "phone"],
  ["preferred_username", "username"],
]);

function findNode(world: World, nodeID: string): GraphQLNode | null {
  const decoded = decodeNodeID(nodeID);
  const user = decoded?.type === "User" ? world.users.get(decoded.id) : undefined;
  if (user) return userNode(world, user);
  const session = decoded?.type === "Session" ? world.sessions.get(decoded.id) : undefined;
  return session && isLive(world, session) ? sessionNode(session) : null;
}

function auditNode(world: World, record: AuditRecord): GraphQLNode {
  const user = world.users.get(record.userID);
  const { sessionID, auditContext } = record;
  return {
    __typename: "AuditLog",
    id: encodeNodeID("AuditLog", record.id),
    activityType: record.activityType,
    clientID: record.clientID ?? null,
    createdAt: dateTime(record.at),
    data: { payload: { session: { id: sessionID } }, context: { audit_context: auditContext } },
    user: user ? userNode(world, user) : null,
  };
}

function invalidArgument(message: string): ApiError {
  return new ApiError("Invalid", "GetUsersInvalidArgument", message);
}
