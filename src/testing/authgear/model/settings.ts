import type { EmulatorClient, EmulatorOptions } from "../options.js";

/** A client with every default filled in; lifetimes in milliseconds. */
export interface Client {
  clientID: string;
  type: NonNullable<EmulatorClient["type"]>;
  redirectURIs: string[];
  postLogoutRedirectURIs: string[];
  clientSecret: string | undefined;
  rotation: boolean;
  issueJWTAccessToken: boolean;
  accessTokenMs: number;
  refreshTokenMs: number;
  idleMs: number;
}

/** The options, checked and completed. */
export interface Settings {
  publicOrigin: string;
  /** Where the Admin API answers. */
  adminOrigins: Set<string>;
  trustProxy: boolean;
  projectID: string;
  clients: Map<string, Client>;
  createSessionEnabled: boolean;
  allowedOrigins: Set<string>;
  oauthProviderAliases: Set<string>;
  emailCaseSensitive: boolean;
  emailIgnoreDotSign: boolean;
  importQuota: { records: number; period: "day" | "month" } | undefined;
  importTaskMs: number;
  defaultClientIP: string;
}

const DAY_SECONDS = 24 * 60 * 60;

/** @throws TypeError naming the option that is not an origin. */
export function readSettings(options: EmulatorOptions): Settings {
  checkOrigin("publicOrigin", options.publicOrigin);
  if (options.adminOrigin !== undefined) checkOrigin("adminOrigin", options.adminOrigin);
  const clients = options.clients.map(readClient);
  const redirectOrigins = clients.flatMap((client) => client.redirectURIs.map((uri) => new URL(uri).origin));
  return {
    publicOrigin: options.publicOrigin,
    adminOrigins: new Set([options.publicOrigin, options.adminOrigin ?? options.publicOrigin]),
    trustProxy: options.trustProxy ?? false,
    projectID: options.projectID,
    clients: new Map(clients.map((client) => [client.clientID, client])),
    createSessionEnabled: options.createSessionEnabled,
    allowedOrigins: new Set([...(options.allowedOrigins ?? []), ...redirectOrigins]),
    oauthProviderAliases: new Set(options.oauthProviderAliases ?? ["google"]),
    emailCaseSensitive: options.emailLoginID?.caseSensitive ?? false,
    emailIgnoreDotSign: options.emailLoginID?.ignoreDotSign ?? false,
    importQuota: options.userImport?.quota,
    importTaskMs: options.userImport?.taskMs ?? 0,
    defaultClientIP: options.defaultClientIP ?? "127.0.0.1",
  };
}

function readClient(client: EmulatorClient): Client {
  return {
    clientID: client.clientID,
    type: client.type ?? "spa",
    redirectURIs: client.redirectURIs ?? [],
    postLogoutRedirectURIs: client.postLogoutRedirectURIs ?? [],
    clientSecret: client.clientSecret,
    rotation: client.rotation ?? false,
    issueJWTAccessToken: client.issueJWTAccessToken ?? false,
    accessTokenMs: (client.accessTokenLifetimeSeconds ?? 1800) * 1000,
    refreshTokenMs: (client.refreshTokenLifetimeSeconds ?? 364 * DAY_SECONDS) * 1000,
    idleMs:
      client.idleTimeoutEnabled === false ? Infinity : (client.idleTimeoutSeconds ?? 30 * DAY_SECONDS) * 1000,
  };
}

function checkOrigin(name: string, value: string): void {
  if (!URL.canParse(value) || new URL(value).origin !== value)
    throw new TypeError(`"${name}" must be an origin: ${value}`);
}

/**
 * Clients that may ask for the full-access scope; `createSession` gives it to others too (contract section
 * 5).
 */
export function mayAskForFullAccess(client: Client): boolean {
  return client.type !== "confidential" && client.type !== "third_party_app";
}
