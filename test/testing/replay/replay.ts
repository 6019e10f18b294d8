import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createAuthgearEmulator, createSigningKey } from "../../../src/testing/index.js";
import type { AuthgearEmulator } from "../../../src/testing/index.js";
import { at, CLIENTS, CREATE_SESSION, nodeID, PROJECT_ID } from "../authgear/test-emulator.js";
import type { Exchange } from "./exchanges.js";
import { createBindings } from "./placeholders.js";
import type { Bindings } from "./placeholders.js";

export const PUBLIC = "http://authgear.localhost:4000";
export const ADMIN = "http://admin.internal:4001";
export const APP = "http://app.localhost:3000";
const ELSEWHERE = "http://127.0.0.1:4000";

export interface Session {
  refreshToken: string;
  accessToken: string;
}

/** A replay under way: the emulator, its clock, and what the placeholders stand for. */
export interface Replay {
  emulator: AuthgearEmulator;
  clock: { now: number };
  bindings: Bindings;
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** Adds a user and binds its node ID. */
  addUser(placeholder: string, user: Parameters<AuthgearEmulator["addUser"]>[0]): string;
  createSession(userID: string, clientID: string): Promise<Session>;
  refresh(refreshToken: string, clientID: string): Promise<Record<string, unknown>>;
  startImport(records: Record<string, unknown>[]): Promise<string>;
  send(exchange: Exchange): Promise<Response>;
}

export async function createReplay(createSessionEnabled = true): Promise<Replay> {
  const clock = { now: Date.parse("2026-11-21T12:00:00Z") };
  const key = await generateKeyPair("RS256", { extractable: true });
  const emulator = createAuthgearEmulator({
    publicOrigin: PUBLIC,
    adminOrigin: ADMIN,
    projectID: PROJECT_ID,
    adminPublicKeys: [{ ...(await exportJWK(key.publicKey)), kid: "admin-1" }],
    clients: CLIENTS,
    createSessionEnabled,
    allowedOrigins: [APP],
    userImport: { taskMs: 1000 },
    signingKey: createSigningKey(),
    now: () => clock.now,
  });
  const bindings = createBindings();
  const sign: Replay["sign"] = (claims, header = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "admin-1", ...header }).sign(key.privateKey);
  const admin = async (path: string, body: unknown): Promise<unknown> => {
    const headers = {
      "Content-Type": "application/json",
      Authorization: `Bearer ${await sign({ aud: PROJECT_ID })}`,
    };
    return (
      await emulator.fetch(
        new Request(`${ADMIN}${path}`, { method: "POST", headers, body: JSON.stringify(body) }),
      )
    ).json();
  };
  return {
    emulator,
    clock,
    bindings,
    sign,
    addUser(placeholder, user) {
      const { id } = emulator.addUser(user);
      bindings.set(placeholder, nodeID("User", id));
      return id;
    },
    async createSession(userID, clientID) {
      const variables = { userID: nodeID("User", userID), clientID };
      return textsAt(
        await admin("/_api/admin/graphql", { query: CREATE_SESSION, variables }),
        "data",
        "createSession",
      );
    },
    async refresh(refreshToken, clientID) {
      const body = new URLSearchParams({
        grant_type: "refresh_token",
        client_id: clientID,
        refresh_token: refreshToken,
      });
      return textsAt(
        await (await emulator.fetch(new Request(`${PUBLIC}/oauth2/token`, { method: "POST", body }))).json(),
      );
    },
    async startImport(records) {
      const { id } = textsAt(
        await admin("/_api/admin/users/import", { identifier: "email", records }),
        "result",
      );
      return String(id);
    },
    send: (exchange) => emulator.fetch(toRequest(bindings, exchange)),
  };
}

function toRequest(bindings: Bindings, { name, request }: Exchange): Request {
  if (!request) throw new Error(`${name} needs its own request`);
  const origin = request.path.startsWith("/_api/")
    ? ADMIN
    : name.startsWith("redirect.")
      ? ELSEWHERE
      : PUBLIC;
  const headers = Object.entries(request.headers).map(([key, value]): [string, string] => [
    key,
    bindings.fill(value),
  ]);
  const body = typeof request.body === "string" ? request.body : request.body && JSON.stringify(request.body);
  const hasBody = typeof body === "string" && request.method === "POST";
  const url = `${origin}${bindings.fill(request.path)}`;
  return new Request(url, { method: request.method, headers, ...(hasBody && { body: bindings.fill(body) }) });
}

function textsAt(value: unknown, ...path: string[]): Session & Record<string, unknown> {
  const found = at(value, ...path);
  if (typeof found !== "object" || found === null)
    throw new Error(`unexpected answer ${JSON.stringify(value)}`);
  return { refreshToken: "", accessToken: "", ...found };
}
