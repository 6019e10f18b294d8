import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import {
  createAuthgearServer,
  createMigrationHandler,
  legacyAccounts,
  postgresLedger,
  toNodeHandler,
} from "../../../src/server/index.js";
import { appAPI } from "../../journeys/app-api.js";
import { createLegacy } from "../../journeys/legacy.js";
import { listen } from "../../journeys/listen.js";
import { createProject } from "../../journeys/project.js";
import { LEGACY_KEY } from "../../journeys/visitor.js";
import { startPostgres } from "../../setup/embedded-postgres.js";
import { appOrigin } from "./app-origin.js";
import type { Session } from "./app/exchange-by-hand.js";
import { standBefore } from "./distant.js";
import { bundlePages } from "./pages.js";

export interface FarWorld {
  /** The app's origin. */
  readonly app: string;
  /** Signs somebody in at the old provider: what the browser's localStorage holds then, and their user id at Authgear. */
  person(): Promise<{ userID: string; stored: Record<string, string> }>;
  close(): Promise<void>;
}

/** App, Authgear and old provider, each this round trip away from the browser; among themselves the servers are near. */
export async function openFarWorld(roundTripMs: number): Promise<FarWorld> {
  const closes: (() => unknown)[] = [];
  const open = async (name: string): Promise<Awaited<ReturnType<typeof listen>> & { origin: string }> => {
    const server = await listen();
    const distant = await standBefore(server.port, roundTripMs);
    closes.push(server.close, distant.close);
    return { ...server, origin: `http://${name}.localhost:${distant.port}` };
  };
  const [app, authgear, old] = [await open("app"), await open("authgear"), await open("legacy")];
  const postgres = await startPostgres({ fsync: "on", full_page_writes: "on" });
  const pool = new pg.Pool({ connectionString: postgres.url });
  closes.push(postgres.stop, () => pool.end());

  const project = await createProject({
    publicOrigin: authgear.origin,
    adminOrigin: `http://127.0.0.1:${authgear.port}`,
    apps: [app.origin],
    trustProxy: true,
  });
  const legacy = await createLegacy({ issuer: old.origin });
  const { verifier, clientID } = legacy;
  const ledger = postgresLedger({ pool });
  await ledger.migrate();
  const secret = randomBytes(48);
  const accounts = legacyAccounts({ ledger, secret });
  const handler = createMigrationHandler({
    authgear: project.access,
    clients: { spa: { origins: [app.origin] } },
    verifiers: verifier,
    ledger,
    secret,
    log: () => undefined,
  });

  const userIDs = new Map<string, string>();
  const admin = createAuthgearServer(project.access);
  /** It remembers nothing, proves nothing, and knows its users without asking. */
  const byHand = async (token: string): Promise<Session> => {
    const signal = AbortSignal.timeout(5_000);
    const verified = await verifier.verify({ token }, { purpose: "exchange", signal });
    const userID = verified.ok ? (userIDs.get(verified.claims.subject) ?? "") : "";
    const made = await admin.createSession({ userID, clientID: "spa", migrationID: randomUUID() });
    return { refreshToken: made.refreshToken, accessToken: made.accessToken, userID };
  };

  const origins = { app: app.origin, authgear: authgear.origin, legacy: old.origin };
  const parts = { origins, verifier, ledger, secret, fetch: project.access.fetch };
  app.serve(
    appOrigin({
      files: await bundlePages(),
      api: appAPI(parts),
      exchange: toNodeHandler(handler),
      byHand,
      data: { authgear: authgear.origin, legacy: old.origin, client: clientID },
    }),
  );
  authgear.serve(project.listener);
  old.serve(legacy.listener);

  return {
    app: app.origin,
    async person() {
      const subject = `old|${randomUUID()}`;
      const { id: userID } = project.emulator.addUser({ email: `${randomUUID()}@example.com` });
      userIDs.set(subject, userID);
      await accounts.record({ ...legacy, subject }, userID);
      const { token } = await legacy.signIn(subject);
      const expires = Math.floor(Date.now() / 1000) + 3_600;
      const user = {
        access_token: token,
        token_type: "Bearer",
        profile: { sub: subject },
        expires_at: expires,
      };
      const stored = {
        [LEGACY_KEY]: token,
        [`oidc.user:${old.origin}:${clientID}`]: JSON.stringify(user),
      };
      return { userID, stored };
    },
    async close() {
      for (const close of closes.toReversed()) await close();
    },
  };
}
