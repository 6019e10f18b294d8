import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import type { AuthgearServerOptions } from "../../src/server/index.js";
import {
  createAuthgearEmulator,
  createSigningKey,
  emulatorNodeListener,
  type AuthgearEmulator,
} from "../../src/testing/index.js";

const PROJECT_ID = "journeys";
const KEY_ID = "journeys-admin";

export interface ProjectOptions {
  /** As browsers see it. */
  readonly publicOrigin: string;
  /** Where the app's servers reach it: another host, as in a real deployment (contract fact 11). */
  readonly adminOrigin: string;
  /** Origins of its apps. */
  readonly apps: readonly string[];
  /** Whether Authgear believes the forwarded headers of the app's servers. */
  readonly trustProxy: boolean;
}

/** An Authgear project, and how the app's servers reach it. */
export interface Project {
  readonly emulator: AuthgearEmulator;
  readonly listener: ReturnType<typeof emulatorNodeListener>;
  readonly access: AuthgearServerOptions & { readonly privateKey: string; readonly fetch: typeof fetch };
}

export async function createProject({
  publicOrigin,
  adminOrigin,
  apps,
  trustProxy,
}: ProjectOptions): Promise<Project> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const redirectURIs = apps.flatMap((app) => [`${app}/`, `${app}/authgear`]);
  const client = { redirectURIs, postLogoutRedirectURIs: redirectURIs };
  const emulator = createAuthgearEmulator({
    publicOrigin,
    ...(!trustProxy && { adminOrigin }),
    trustProxy,
    projectID: PROJECT_ID,
    adminPublicKeys: [{ ...(await exportJWK(publicKey)), kid: KEY_ID }],
    createSessionEnabled: true,
    signingKey: createSigningKey(),
    clients: [
      { clientID: "spa", ...client },
      { clientID: "rotating", rotation: true, ...client },
      { clientID: "jwt", issueJWTAccessToken: true, ...client },
    ],
  });
  // Node's resolver need not know `*.localhost`, so what goes to the public origin takes a shorter way.
  const reach: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    return new URL(request.url).origin === publicOrigin ? emulator.fetch(request) : fetch(request);
  };
  return {
    emulator,
    listener: emulatorNodeListener(emulator),
    access: {
      endpoint: publicOrigin,
      adminEndpoint: adminOrigin,
      projectID: PROJECT_ID,
      keyID: KEY_ID,
      privateKey: await exportPKCS8(privateKey),
      fetch: reach,
    },
  };
}
