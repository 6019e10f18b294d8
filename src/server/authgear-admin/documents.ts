/**
 * Sessions on one page. Authgear has no limit of its own here, and its pages are places in a list that each use of a session sorts anew:
 * between two pages one can be missed, so nearly everybody's sessions must fit on the first.
 */
export const SESSION_PAGE = 1000;

// In no order, and nobody has more passwords than that; passkeys and second factors would count too.
const USER = `id isDisabled createdAt customAttributes
    authenticators(first: 20, authenticatorType: PASSWORD) { edges { node { type createdAt updatedAt } } }`;
const SESSIONS = `sessions(first: ${SESSION_PAGE}, after: $after) {
    edges { node { id clientID applicationName } } pageInfo { hasNextPage endCursor } }`;

export const USER_BY_ID: string = `query ($id: ID!) { node(id: $id) { ... on User { ${USER} } } }`;

export const USER_BY_ID_WITH_SESSIONS: string = `query ($id: ID!, $after: String) {
  node(id: $id) { ... on User { ${USER} ${SESSIONS} } } }`;

export const USER_BY_LOGIN_ID: string = `query ($key: String!, $value: String!) {
  getUserByLoginID(loginIDKey: $key, loginIDValue: $value) { ${USER} } }`;

export const USER_BY_LOGIN_ID_WITH_SESSIONS: string = `query ($key: String!, $value: String!, $after: String) {
  getUserByLoginID(loginIDKey: $key, loginIDValue: $value) { ${USER} ${SESSIONS} } }`;

export const USER_BY_LOGIN_ID_WITH_START: string = `query ($key: String!, $value: String!) {
  getUserByLoginID(loginIDKey: $key, loginIDValue: $value) { ${USER} accountValidFrom } }`;

export const USER_BY_LOGIN_ID_WITH_BOTH: string = `query ($key: String!, $value: String!, $after: String) {
  getUserByLoginID(loginIDKey: $key, loginIDValue: $value) { ${USER} accountValidFrom ${SESSIONS} } }`;

export const CREATE_USER: string = `mutation ($key: String!, $value: String!, $validFrom: DateTime) {
  createUser(input: { definition: { loginID: { key: $key, value: $value } }, accountValidFrom: $validFrom }) {
    user { ${USER} } } }`;

export const UPDATE_CUSTOM_ATTRIBUTES: string = `mutation ($id: ID!, $attributes: UserCustomAttributes) {
  updateUser(input: { userID: $id, customAttributes: $attributes }) { user { ${USER} } } }`;

export const MORE_SESSIONS: string = `query ($id: ID!, $after: String) { node(id: $id) { ... on User { ${SESSIONS} } } }`;

export const CREATE_SESSION: string = `mutation ($userID: ID!, $clientID: String!, $deviceInfo: String) {
  createSession(input: { userID: $userID, clientID: $clientID, deviceInfo: $deviceInfo }) {
    refreshToken accessToken tokenType expiresIn } }`;

export const REVOKE_SESSION: string = `mutation ($sessionID: ID!) {
  revokeSession(input: { sessionID: $sessionID }) { user { id } } }`;
