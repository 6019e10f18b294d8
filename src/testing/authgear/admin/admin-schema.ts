import { buildSchema } from "graphql";
import type { GraphQLSchema } from "graphql";

/** The part of the Admin API schema that a migration can need; what is there has the real types. */
export function buildAdminSchema(): GraphQLSchema {
  return buildSchema(SCHEMA);
}

const SCHEMA = `
scalar DateTime
scalar UserCustomAttributes
scalar UserStandardAttributes
scalar IdentityClaims
scalar AuditLogData
enum SessionType { IDP OFFLINE_GRANT }
enum IdentityType { ANONYMOUS BIOMETRIC LDAP LOGIN_ID OAUTH PASSKEY SIWE }
enum AuthenticatorType { OOB_OTP_EMAIL OOB_OTP_SMS PASSKEY PASSWORD TOTP }
enum AuthenticatorKind { PRIMARY SECONDARY }
enum AuditLogActivityType {
  ADMIN_API_MUTATION_CREATE_SESSION_EXECUTED
  ADMIN_API_MUTATION_REVOKE_ALL_SESSIONS_EXECUTED
  ADMIN_API_MUTATION_REVOKE_SESSION_EXECUTED
  USER_SESSION_TERMINATED
  USER_SIGNED_OUT
}

interface Node { id: ID! }
type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }

type User implements Node {
  accountValidFrom: DateTime
  accountValidUntil: DateTime
  anonymizeAt: DateTime
  authenticators(after: String, authenticatorType: AuthenticatorType, first: Int): AuthenticatorConnection
  createdAt: DateTime!
  customAttributes: UserCustomAttributes!
  deleteAt: DateTime
  disableReason: String
  endUserAccountID: String
  id: ID!
  identities(after: String, first: Int): IdentityConnection
  isAnonymized: Boolean!
  isAnonymous: Boolean!
  isDeactivated: Boolean!
  isDisabled: Boolean!
  lastLoginAt: DateTime
  loginIDs: [Identity!]!
  oauthConnections: [Identity!]!
  primaryPassword: Authenticator
  sessions(after: String, first: Int): SessionConnection
  standardAttributes: UserStandardAttributes!
  temporarilyDisabledFrom: DateTime
  temporarilyDisabledUntil: DateTime
  updatedAt: DateTime!
}
type UserConnection { edges: [UserEdge] pageInfo: PageInfo! totalCount: Int }
type UserEdge { cursor: String! node: User }

type Session implements Node {
  acr: String
  amr: [String!]!
  applicationName: String
  clientID: String
  createdAt: DateTime!
  createdByIP: String!
  displayName: String!
  id: ID!
  lastAccessedAt: DateTime!
  lastAccessedByIP: String!
  type: SessionType!
  updatedAt: DateTime!
  userAgent: String
}
type SessionConnection { edges: [SessionEdge] pageInfo: PageInfo! totalCount: Int }
type SessionEdge { cursor: String! node: Session }

type Identity implements Node {
  claims: IdentityClaims!
  createdAt: DateTime!
  id: ID!
  type: IdentityType!
  updatedAt: DateTime!
}
type IdentityConnection { edges: [IdentityEdge] pageInfo: PageInfo! totalCount: Int }
type IdentityEdge { cursor: String! node: Identity }

type Authenticator implements Node {
  createdAt: DateTime!
  id: ID!
  isDefault: Boolean!
  kind: AuthenticatorKind!
  type: AuthenticatorType!
  updatedAt: DateTime!
}
type AuthenticatorConnection { edges: [AuthenticatorEdge] pageInfo: PageInfo! totalCount: Int }
type AuthenticatorEdge { cursor: String! node: Authenticator }

type AuditLog implements Node {
  activityType: AuditLogActivityType!
  clientID: String
  createdAt: DateTime!
  data: AuditLogData
  id: ID!
  user: User
}
type AuditLogConnection { edges: [AuditLogEdge] pageInfo: PageInfo! totalCount: Int }
type AuditLogEdge { cursor: String! node: AuditLog }

type Query {
  auditLogs(activityTypes: [AuditLogActivityType!], after: String, first: Int): AuditLogConnection
  getUserByLoginID(loginIDKey: String!, loginIDValue: String!): User
  getUserByOAuth(oauthProviderAlias: String!, oauthProviderUserID: String!): User
  getUsersByStandardAttribute(attributeName: String!, attributeValue: String!): [User!]!
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  users(after: String, first: Int, searchKeyword: String): UserConnection
}

input IdentityDefinitionLoginID { key: String! value: String! }
input IdentityDefinition { loginID: IdentityDefinitionLoginID }
input AnonymizeUserInput { userID: ID! }
input CreateIdentityInput { definition: IdentityDefinition! password: String userID: ID! }
input CreateSessionInput { clientID: String! deviceInfo: String userID: ID! }
input CreateUserInput {
  accountValidFrom: DateTime
  accountValidUntil: DateTime
  definition: IdentityDefinition!
  password: String
  sendPassword: Boolean
  setPasswordExpired: Boolean
}
input DeleteUserInput { reason: String userID: ID! }
input ResetPasswordInput { password: String sendPassword: Boolean setPasswordExpired: Boolean userID: ID! }
input RevokeAllSessionsInput { userID: ID! }
input RevokeSessionInput { sessionID: ID! }
input SetDisabledStatusInput {
  isDisabled: Boolean!
  reason: String
  temporarilyDisabledFrom: DateTime
  temporarilyDisabledUntil: DateTime
  userID: ID!
}
input UpdateUserInput {
  customAttributes: UserCustomAttributes
  standardAttributes: UserStandardAttributes
  userID: ID!
}

type AnonymizeUserPayload { anonymizedUserID: ID! }
type CreateIdentityPayload { identity: Identity! user: User! }
type CreateSessionPayload { accessToken: String! expiresIn: Int! refreshToken: String! tokenType: String! }
type CreateUserPayload { user: User! }
type DeleteUserPayload { deletedUserID: ID! }
type ResetPasswordPayload { user: User! }
type RevokeAllSessionsPayload { user: User! }
type RevokeSessionPayload { user: User! }
type SetDisabledStatusPayload { user: User! }
type UpdateUserPayload { user: User! }

type Mutation {
  anonymizeUser(input: AnonymizeUserInput!): AnonymizeUserPayload!
  createIdentity(input: CreateIdentityInput!): CreateIdentityPayload!
  createSession(input: CreateSessionInput!): CreateSessionPayload!
  createUser(input: CreateUserInput!): CreateUserPayload!
  deleteUser(input: DeleteUserInput!): DeleteUserPayload!
  resetPassword(input: ResetPasswordInput!): ResetPasswordPayload!
  revokeAllSessions(input: RevokeAllSessionsInput!): RevokeAllSessionsPayload!
  revokeSession(input: RevokeSessionInput!): RevokeSessionPayload!
  setDisabledStatus(input: SetDisabledStatusInput!): SetDisabledStatusPayload!
  updateUser(input: UpdateUserInput!): UpdateUserPayload!
}
`;
