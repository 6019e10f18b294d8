import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createAuthgearEmulator, createSigningKey } from "../../../src/testing/index.js";
import type { AuthgearEmulator, EmulatorClient, EmulatorOptions } from "../../../src/testing/index.js";

export const PUBLIC_ORIGIN = "http://authgear.localhost:4000";
export const APP_ORIGIN = "http://app.localhost:3000";
export const PROJECT_ID = "test-project";

export const CLIENTS: EmulatorClient[] = [
  { clientID: "spa", redirectURIs: [`${APP_ORIGIN}/callback`], postLogoutRedirectURIs: [`${APP_ORIGIN}/`] },
  { clientID: "spa_rotating", rotation: true },
  { clientID: "spa_jwt", issueJWTAccessToken: true },
  { clientID: "spa_short", accessTokenLifetimeSeconds: 300 },
  {
    clientID: "confidential",
    type: "confidential",
    clientSecret: "hush",
    redirectURIs: [`${APP_ORIGIN}/confidential`],
  },
  { clientID: "cookie_app", type: "traditional_webapp" },
  { clientID: "third", type: "third_party_app" },
  { clientID: "single" },
];

/** An emulator, a clock that only the test moves, and the calls that every test needs. */
export interface TestProject {
  emulator: AuthgearEmulator;
  clock: { now: number };
  adminToken(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  graphql(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<GraphQLReply>;
  createSession(
    userID: string,
    clientID?: string,
    deviceInfo?: string,
  ): Promise<{ refreshToken: string; accessToken: string }>;
  token(parameters: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  refresh(refreshToken: string, clientID?: string): Promise<Response>;
  userinfo(accessToken: string): Promise<Response>;
}

export interface GraphQLReply {
  data: Record<string, unknown> | null;
  errors?: { message: string; extensions?: { errorName: string; reason: string; info?: unknown } }[];
}

export const CREATE_SESSION =
  "mutation($userID:ID!,$clientID:String!,$deviceInfo:String){createSession(input:{userID:$userID,clientID:$clientID,deviceInfo:$deviceInfo}){refreshToken accessToken tokenType expiresIn}}";

const KEYS = Promise.all([createSigningKey(), generateKeyPair("RS256", { extractable: true })]);

export async function createTestProject(overrides: Partial<EmulatorOptions> = {}): Promise<TestProject> {
  const [signingKey, admin] = await KEYS;
  const clock = { now: Date.parse("2026-11-21T12:00:00Z") };
  const emulator = createAuthgearEmulator({
    publicOrigin: PUBLIC_ORIGIN,
    projectID: PROJECT_ID,
    adminPublicKeys: [{ ...(await exportJWK(admin.publicKey)), kid: "admin-1" }],
    clients: CLIENTS,
    createSessionEnabled: true,
    signingKey,
    now: () => clock.now,
    ...overrides,
  });
  const post = (path: string, body: BodyInit, headers: Record<string, string>): Promise<Response> =>
    emulator.fetch(new Request(`${PUBLIC_ORIGIN}${path}`, { method: "POST", body, headers }));

  const adminToken: TestProject["adminToken"] = (claims = {}, header = {}) =>
    new SignJWT({ aud: PROJECT_ID, ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "admin-1", ...header })
      .sign(admin.privateKey);

  const graphql: TestProject["graphql"] = async (query, variables = {}, headers = {}) => {
    const authorization = {
      Authorization: `Bearer ${await adminToken()}`,
      "Content-Type": "application/json",
    };
    const body = JSON.stringify({ query, variables });
    const reply = await readJSON(post("/_api/admin/graphql", body, { ...authorization, ...headers }));
    if (!isGraphQLReply(reply)) throw new Error(`no GraphQL answer: ${JSON.stringify(reply)}`);
    return reply;
  };

  const token: TestProject["token"] = (parameters, headers = {}) =>
    post("/oauth2/token", new URLSearchParams(parameters), headers);

  return {
    emulator,
    clock,
    adminToken,
    graphql,
    token,
    refresh: (refreshToken, clientID = "spa") =>
      token({ grant_type: "refresh_token", client_id: clientID, refresh_token: refreshToken }),
    userinfo: (accessToken) =>
      emulator.fetch(
        new Request(`${PUBLIC_ORIGIN}/oauth2/userinfo`, {
          headers: { Authorization: `Bearer ${accessToken}` },
        }),
      ),
    async createSession(userID, clientID = "spa", deviceInfo) {
      const reply = await graphql(CREATE_SESSION, { userID: nodeID("User", userID), clientID, deviceInfo });
      const session = reply.data?.["createSession"];
      if (!isTokenPair(session)) throw new Error(JSON.stringify(reply.errors));
      return session;
    },
  };
}

/** The body of a response, of which nothing is known yet. */
export async function readJSON(response: Response | Promise<Response>): Promise<unknown> {
  const body: unknown = await (await response).json();
  return body;
}

/** What stands under a path of keys; undefined where there is nothing. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce((found, key) => (isRecord(found) ? found[key] : undefined), value);
}

/** As `at`, for a text. */
export async function textAt(response: Response | Promise<Response>, ...path: string[]): Promise<string> {
  const found = at(await readJSON(response), ...path);
  if (typeof found !== "string") throw new Error(`no text at ${path.join()}`);
  return found;
}

function isGraphQLReply(value: unknown): value is GraphQLReply {
  return isRecord(value) && "data" in value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

export function nodeID(type: string, id: string): string {
  return Buffer.from(`${type}:${id}`).toString("base64url");
}

function isTokenPair(value: unknown): value is { refreshToken: string; accessToken: string } {
  return typeof value === "object" && value !== null && "refreshToken" in value && "accessToken" in value;
}
