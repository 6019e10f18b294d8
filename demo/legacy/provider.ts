import { generateKeyPairSync, randomBytes } from "node:crypto";
import Provider, { type Configuration, type JWK, type KoaContextWithOIDC } from "oidc-provider";
import type { Everybody } from "../everybody.js";

export interface LegacyProviderOptions {
  /** Public origin of the provider: its issuer. */
  readonly issuer: string;
  /** Origin of the app that signs its users in here. */
  readonly app: string;
  readonly everybody: Everybody;
}

type Grant = InstanceType<Provider["Grant"]>;

/** Public client of the app in the browser. */
export const APP_CLIENT_ID = "harbour-notes";
/** Confidential client of the app's own servers: the only one that may introspect. */
export const SERVER_CLIENT_ID = "harbour-notes-server";

export interface LegacyCredentials {
  readonly clientID: string;
  readonly clientSecret: string;
}

export interface LegacyProviderSetup {
  readonly provider: Provider;
  /** With these the API and the exchange ask the provider about a token (RFC 7662). */
  readonly credentials: LegacyCredentials;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * The system that the app moves away from: a certified OpenID provider with opaque access tokens, rotating refresh
 * tokens, introspection and revocation. Nothing in it knows about the migration.
 */
export function createLegacyProvider(options: LegacyProviderOptions): LegacyProviderSetup {
  const clientSecret = randomBytes(32).toString("base64url");
  const provider = new Provider(options.issuer, configuration(options, clientSecret));
  return { provider, credentials: { clientID: SERVER_CLIENT_ID, clientSecret } };
}

function configuration({ app, everybody }: LegacyProviderOptions, clientSecret: string): Configuration {
  return {
    clients: [
      {
        client_id: APP_CLIENT_ID,
        client_name: "Harbour Notes",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: [`${app}/v1/`],
      },
      {
        client_id: SERVER_CLIENT_ID,
        client_secret: clientSecret,
        grant_types: [],
        response_types: [],
        redirect_uris: [],
      },
    ],
    clientBasedCORS: (_ctx, origin) => origin === app,
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    jwks: { keys: [signingKey()] },
    ttl: {
      AccessToken: HOUR,
      IdToken: HOUR,
      RefreshToken: 30 * DAY,
      Session: 30 * DAY,
      Grant: 30 * DAY,
      Interaction: HOUR,
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: (_ctx, client) => client.clientId === SERVER_CLIENT_ID },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: false },
    },
    findAccount: findAccountIn(everybody),
    loadExistingGrant,
    extraTokenClaims,
  };
}

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "legacy-1" };
}

function findAccountIn(everybody: Everybody): NonNullable<Configuration["findAccount"]> {
  return (_ctx, id) => {
    const person = everybody.byID(id);
    if (!person) return undefined;
    const { name, email } = person;
    return { accountId: id, claims: () => ({ sub: id, name, email, email_verified: true }) };
  };
}

// The app belongs to the same house, so nobody is asked for consent. Each log-in gets a grant of its own: it lives
// through every refresh, and revoking one log-in leaves the others alone.
async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, result, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = result?.login ? undefined : session.grantIdFor(client.clientId);
  const existing = known ? await provider.Grant.find(known) : undefined;
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid profile email");
  await grant.save();
  return grant;
}

// Shown by introspection. The grant is the log-in, so its id is what stays the same over refreshes.
const extraTokenClaims: Configuration["extraTokenClaims"] = (ctx, token) => {
  if (token.kind !== "AccessToken") return undefined;
  const source = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken;
  return { session_id: token.grantId, auth_time: source?.authTime };
};
