// An app and its backend that use every entry. Each supported TypeScript checks it against the packed declarations.
import { createServer } from "node:http";
import {
  isMigrationError,
  type LegacyProvider,
  type Migration,
  type MigrationOutcome,
  migrateOnLoad,
} from "authgear-session-migration";
import "authgear-session-migration/engine";
import { type Auth0Client, auth0 } from "authgear-session-migration/legacy/auth0";
import { type CognitoClient, cognito } from "authgear-session-migration/legacy/cognito";
import { cookieSession } from "authgear-session-migration/legacy/cookie-session";
import { type FirebaseAuth, firebase } from "authgear-session-migration/legacy/firebase";
import { type KeycloakClient, keycloak } from "authgear-session-migration/legacy/keycloak";
import { type OidcUserManager, oidcClient } from "authgear-session-migration/legacy/oidc-client";
import { storedToken } from "authgear-session-migration/legacy/stored-token";
import { type SupabaseAuth, supabase } from "authgear-session-migration/legacy/supabase";
import { useMigration as useInReact } from "authgear-session-migration/react";
import {
  createMigrationHandler,
  jwtVerifier,
  type MigrationHandler,
  type Pool,
  postgresLedger,
  toNodeHandler,
} from "authgear-session-migration/server";
import {
  createAuthgearEmulator,
  renderConformance,
  runConformance,
} from "authgear-session-migration/testing";
import { useMigration as useInVue } from "authgear-session-migration/vue";

interface OldSDKs {
  readonly auth0: Auth0Client;
  readonly cognito: CognitoClient;
  readonly firebase: FirebaseAuth;
  readonly keycloak: KeycloakClient;
  readonly oidc: OidcUserManager;
  readonly supabase: SupabaseAuth;
}

export function providers(old: OldSDKs): LegacyProvider[] {
  // Each is an object of the type that an app may write by itself, whatever its session holds.
  return [
    auth0({ clientId: "web", send: "id_token", client: async () => old.auth0, revoke: true }),
    cognito({ clientId: "web", send: "id_token", client: async () => old.cognito }),
    cookieSession({ present: () => document.cookie.includes("signed-in=") }),
    firebase({ client: async () => old.firebase }),
    keycloak({ send: "access_token", client: async () => old.keycloak }),
    oidcClient({
      authority: "https://old.example.com",
      client_id: "web",
      send: "id_token",
      userManager: async () => old.oidc,
    }),
    storedToken({ key: "old-token" }),
    supabase({ storageKey: "sb-auth-token", client: async () => old.supabase }),
    { name: "own", read: () => ({ token: "t-1" }), forget: () => undefined },
  ];
}

export async function page(legacy: LegacyProvider): Promise<string> {
  const migration: Migration = migrateOnLoad({
    authgear: { endpoint: "https://auth.example.com", clientID: "web" },
    legacy,
    exchange: { url: "/session-migration", credentials: "include" },
    budgetMs: 2_000,
    onEvent: ({ from, on, to, elapsedMs }) => console.log(from, on, to, elapsedMs),
  });
  const stop = migration.subscribe(({ status }) => console.log(status));
  const outcome: MigrationOutcome = await migration;
  stop();
  const container = await migration.authgear;
  await migration.signOut({ redirectURI: location.origin });
  return `${describe(outcome)} ${container.sessionState} ${useInReact(migration).status} ${useInVue(migration).value.status}`;
}

function describe(outcome: MigrationOutcome): string {
  switch (outcome.status) {
    case "migrated":
      return outcome.userID;
    case "kept":
      return isMigrationError(outcome.error) ? outcome.error.code : outcome.reason;
    case "needs-user":
      return outcome.loginHint ?? outcome.reason;
    case "signed-in":
    case "no-session":
      return outcome.session;
  }
}

export async function backend(pool: Pool): Promise<MigrationHandler> {
  const ledger = postgresLedger({ pool });
  await ledger.migrate();
  const handler = createMigrationHandler({
    authgear: { endpoint: "https://auth.example.com", projectID: "p", keyID: "k", privateKey: "pem" },
    clients: { web: { origins: ["https://app.example.com"] } },
    verifiers: jwtVerifier({
      name: "old-provider",
      issuer: "https://old.example.com",
      audience: "https://api.example.com",
      jwks: { url: "https://old.example.com/jwks" },
      use: "access_token",
      session: { claim: "sid" },
      liveness: "none",
    }),
    ledger,
    secret: "s".repeat(32),
  });
  createServer(toNodeHandler(handler)).listen(3000);
  return handler;
}

export async function held(): Promise<string> {
  const authgear = createAuthgearEmulator({
    projectID: "p",
    publicOrigin: "https://auth.example.com",
    clients: [],
    adminPublicKeys: [],
    createSessionEnabled: true,
  });
  const report = await runConformance({
    baseURL: "https://app.example.com/session-migration",
    clientID: "web",
    origin: "https://app.example.com",
    fetch: (input, init) => authgear.fetch(new Request(input, init)),
    hooks: { mintLegacyToken: async ({ subject }) => subject, countLiveSessions: async () => 0 },
  });
  return renderConformance(report);
}
