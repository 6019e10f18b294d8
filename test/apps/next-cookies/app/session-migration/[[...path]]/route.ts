import {
  cookieVerifier,
  createMigrationHandler,
  postgresLedger,
  type MigrationHandler,
} from "authgear-session-migration/server";
import { database, findSession } from "../../../sessions";

let handler: Promise<MigrationHandler> | undefined;

async function createHandler(): Promise<MigrationHandler> {
  const ledger = postgresLedger({ pool: database() });
  await ledger.migrate();
  const { env } = process;
  return createMigrationHandler({
    authgear: {
      endpoint: env["NEXT_PUBLIC_AUTHGEAR_ENDPOINT"] ?? "https://auth.example.com",
      projectID: env["AUTHGEAR_PROJECT_ID"] ?? "my-project",
      keyID: env["AUTHGEAR_ADMIN_KEY_ID"] ?? "",
      privateKey: env["AUTHGEAR_ADMIN_KEY"] ?? "",
    },
    clients: {
      [env["NEXT_PUBLIC_AUTHGEAR_CLIENT_ID"] ?? "1f8c0d7e"]: {
        origins: [env["APP_ORIGIN"] ?? "https://app.example.com"],
        cookie: true,
      },
    },
    verifiers: cookieVerifier({
      name: "cookie",
      issuer: "https://app.example.com",
      cookie: "__Host-session",
      session: { claim: "sid" },
      resolve: async (value) => {
        const session = await findSession(value);
        return session && { sub: session.userID, sid: session.id };
      },
    }),
    ledger,
    secret: env["MIGRATION_SECRET"] ?? "",
  });
}

async function handle(request: Request): Promise<Response> {
  handler ??= createHandler();
  handler.catch(() => (handler = undefined)); // the next request tries again
  return (await handler)(request);
}

export { handle as OPTIONS, handle as POST };
