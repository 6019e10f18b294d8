import { applicationName, displayName } from "../model/device-info.js";
import { listedSessionsOf } from "../model/session-store.js";
import type { Session } from "../model/session.js";
import { standardAttributes } from "../model/user-claims.js";
import { isDisabled } from "../model/user.js";
import type { Authenticator, Identity, User } from "../model/user.js";
import type { World } from "../model/world.js";
import { connection } from "./connection.js";
import type { Connection, Page } from "./connection.js";
import { encodeNodeID } from "./node-id.js";

/** An object of the schema; functions are resolved when a query asks for them. */
export type GraphQLNode = { __typename: string; id: string } & Record<string, unknown>;

export function userNode(world: World, user: User): GraphQLNode {
  const loginIDs = user.identities.filter(({ type }) => type === "login_id");
  const password = user.authenticators.find(({ type }) => type === "password");
  return {
    __typename: "User",
    id: encodeNodeID("User", user.id),
    createdAt: dateTime(user.createdAt),
    updatedAt: dateTime(user.updatedAt),
    lastLoginAt: dateTime(user.lastLoginAt),
    isAnonymous: false,
    isAnonymized: user.anonymized,
    isDeactivated: false,
    isDisabled: isDisabled(user, world.now()),
    disableReason: user.disableReason ?? null,
    temporarilyDisabledFrom: dateTime(user.temporarilyDisabledFrom),
    temporarilyDisabledUntil: dateTime(user.temporarilyDisabledUntil),
    accountValidFrom: dateTime(user.accountValidFrom),
    accountValidUntil: dateTime(user.accountValidUntil),
    standardAttributes: standardAttributes(user),
    customAttributes: user.customAttributes,
    endUserAccountID: loginIDs[0]?.type === "login_id" ? loginIDs[0].value : null,
    loginIDs: loginIDs.map(identityNode),
    oauthConnections: user.identities.filter(({ type }) => type === "oauth").map(identityNode),
    identities: (page: Page): Connection<GraphQLNode> => connection(user.identities.map(identityNode), page),
    authenticators: ({ authenticatorType, ...page }: Page & { authenticatorType?: string | null }) =>
      connection(
        user.authenticators.map(authenticatorNode).filter(({ type }) => type === (authenticatorType ?? type)),
        page,
      ),
    primaryPassword: password ? authenticatorNode(password) : null,
    sessions: (page: Page): Connection<GraphQLNode> =>
      connection(listedSessionsOf(world, user.id).map(sessionNode), page),
  };
}

export function sessionNode(session: Session): GraphQLNode {
  return {
    __typename: "Session",
    id: encodeNodeID("Session", session.id),
    type: "OFFLINE_GRANT",
    acr: null,
    amr: [],
    clientID: session.clientID,
    createdAt: dateTime(session.createdAt),
    updatedAt: dateTime(session.lastAccessedAt),
    createdByIP: session.createdByIP,
    lastAccessedAt: dateTime(session.lastAccessedAt),
    lastAccessedByIP: session.lastAccessedByIP,
    displayName: displayName(session.deviceInfo),
    applicationName: applicationName(session.deviceInfo),
    userAgent: "",
  };
}

export function identityNode(identity: Identity): GraphQLNode {
  return {
    __typename: "Identity",
    id: encodeNodeID("Identity", identity.id),
    type: identity.type === "login_id" ? "LOGIN_ID" : "OAUTH",
    claims: identityClaims(identity),
    createdAt: dateTime(identity.createdAt),
    updatedAt: dateTime(identity.updatedAt),
  };
}

function identityClaims(identity: Identity): Record<string, unknown> {
  if (identity.type === "oauth")
    return { email: identity.email, "https://authgear.com/claims/oauth/subject_id": identity.subject };
  const claim = { email: "email", phone: "phone_number", username: "preferred_username" }[identity.key];
  return {
    [claim]: identity.value,
    "https://authgear.com/claims/login_id/key": identity.key,
    "https://authgear.com/claims/login_id/type": identity.key,
    "https://authgear.com/claims/login_id/value": identity.value,
    "https://authgear.com/claims/login_id/original": identity.original,
  };
}

function authenticatorNode(authenticator: Authenticator): GraphQLNode {
  return {
    __typename: "Authenticator",
    id: encodeNodeID("Authenticator", authenticator.id),
    type: authenticator.type.toUpperCase(),
    kind: "PRIMARY",
    isDefault: true,
    createdAt: dateTime(authenticator.createdAt),
    updatedAt: dateTime(authenticator.updatedAt),
  };
}

export function dateTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
