import { exportJWK, generateKeyPair, type JWK } from "jose";
import { createAuthgearServer } from "../../src/server/authgear-admin/create-authgear-server.js";
import type { AuthgearServer } from "../../src/server/authgear-admin/authgear-server.js";
import { type AuthgearEmulator, createAuthgearEmulator, createSigningKey } from "../../src/testing/index.js";
import type { SigningKey } from "../../src/testing/authgear/model/signing-key.js";
import type { Scheduler } from "./scheduler.js";

export const CLIENT_ID = "spa";
export const ENDPOINT = "https://project.authgear.example";
const PROJECT_ID = "project";
const KEY_ID = "admin-1";

/** Keys are slow to make, so all runs share them. */
export interface Keys {
  signingKey: SigningKey;
  admin: { privateKey: CryptoKey; publicJWK: JWK };
}

export async function createKeys(): Promise<Keys> {
  const [signingKey, { privateKey, publicKey }] = await Promise.all([
    createSigningKey(),
    generateKeyPair("RS256", { extractable: true }),
  ]);
  return { signingKey, admin: { privateKey, publicJWK: { ...(await exportJWK(publicKey)), kid: KEY_ID } } };
}

/** The emulated Authgear, and this package's real admin client before it. */
export interface AuthgearSide {
  emulator: AuthgearEmulator;
  /** Each request and answer of the server request that asks is a gate of its own. */
  serverFor(owner: string): AuthgearServer;
}

export function createAuthgearSide(
  keys: Keys,
  { rotation, now }: { rotation: boolean; now: () => number },
  { pass, wasStale, island }: Pick<Scheduler, "pass" | "wasStale" | "island">,
  onCreated: (owner: string, sessionID: string) => void,
): AuthgearSide {
  const emulator = createAuthgearEmulator({
    publicOrigin: ENDPOINT,
    projectID: PROJECT_ID,
    adminPublicKeys: [keys.admin.publicJWK],
    clients: [{ clientID: CLIENT_ID, rotation }],
    createSessionEnabled: true,
    signingKey: keys.signingKey,
    now,
  });
  // One step is taken at a time, so whoever called last, or was let go on last, is the one who sends.
  let asking = "nobody";
  const known = new Set<string>();
  const server = createAuthgearServer({
    endpoint: ENDPOINT,
    projectID: PROJECT_ID,
    keyID: KEY_ID,
    privateKey: keys.admin.privateKey,
    now,
    async fetch(input, init) {
      const owner = asking;
      const what = nameOf(new Request(input).url, init?.body);
      if ((await pass(owner, `${what} goes to Authgear`, true)) !== "open") throw new TypeError("network");
      const late = wasStale();
      const response = await island(() => emulator.fetch(new Request(input, { ...init, signal: null })));
      for (const { id, createdBy } of emulator.sessions({ all: true })) {
        if (createdBy !== "createSession") continue;
        if (what === "createSession" && !known.has(id)) onCreated(owner, id);
        known.add(id);
      }
      if ((await pass(owner, `answer of ${what} comes from Authgear`, true, late)) !== "open") {
        throw new TypeError("network");
      }
      if (!late) asking = owner;
      return response;
    },
  });
  const serverFor: AuthgearSide["serverFor"] = (owner) =>
    new Proxy(server, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== "function") return member;
        return (...input: unknown[]): unknown => {
          asking = owner;
          return Reflect.apply(member, target, input);
        };
      },
    });
  return { emulator, serverFor };
}

function nameOf(url: string, body: unknown): string {
  const field = /createSession|revokeSession|node|getUser/.exec(typeof body === "string" ? body : "")?.[0];
  const { pathname } = new URL(url);
  if (!pathname.endsWith("/graphql")) return pathname.split("/").at(-1) ?? pathname;
  return field === "node" || field === undefined ? "user look-up" : field;
}
