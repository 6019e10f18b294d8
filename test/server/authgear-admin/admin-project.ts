import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import type { AuthgearServer } from "../../../src/server/authgear-admin/authgear-server.js";
import type { AuthgearServerOptions } from "../../../src/server/authgear-admin/authgear-server-options.js";
import { createAuthgearServer } from "../../../src/server/authgear-admin/create-authgear-server.js";
import {
  createAuthgearEmulator,
  createSigningKey,
  type AuthgearEmulator,
  type EmulatorOptions,
} from "../../../src/testing/index.js";

export const ENDPOINT = "https://project.authgear.example";
export const MIGRATION = "8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c11";

const KEYS = Promise.all([createSigningKey(), generateKeyPair("RS256", { extractable: true })]);

export interface SentRequest {
  url: string;
  headers: Headers;
  body: unknown;
  redirect: RequestRedirect;
}

/** An emulated project, this package's client for it, and everything that the client sent. */
export interface AdminProject {
  emulator: AuthgearEmulator;
  authgear: AuthgearServer;
  sent: SentRequest[];
  clock: { now: number };
  privateKey: string;
  /** Answers instead of the emulator while it is set. */
  answer?: ((request: Request) => Response | Promise<Response>) | undefined;
}

export async function adminProject(
  options: Partial<AuthgearServerOptions> = {},
  project: Partial<EmulatorOptions> = {},
): Promise<AdminProject> {
  const [signingKey, admin] = await KEYS;
  const clock = { now: Date.parse("2026-11-21T12:00:00Z") };
  const emulator = createAuthgearEmulator({
    publicOrigin: ENDPOINT,
    projectID: "project",
    adminPublicKeys: [{ ...(await exportJWK(admin.publicKey)), kid: "admin-1" }],
    clients: [
      { clientID: "spa" },
      { clientID: "jwt", issueJWTAccessToken: true },
      { clientID: "third", type: "third_party_app" },
    ],
    createSessionEnabled: true,
    signingKey,
    now: () => clock.now,
    ...project,
  });
  const privateKey = await exportPKCS8(admin.privateKey);
  const sent: SentRequest[] = [];
  const authgear = createAuthgearServer({
    endpoint: ENDPOINT,
    projectID: "project",
    keyID: "admin-1",
    privateKey,
    now: () => clock.now,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const text = await request.clone().text();
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      sent.push({ url: request.url, headers: request.headers, body, redirect: request.redirect });
      return result.answer ? result.answer(request) : emulator.fetch(request);
    },
    ...options,
  });
  const result: AdminProject = { emulator, authgear, sent, clock, privateKey };
  return result;
}
