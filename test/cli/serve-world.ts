import { randomBytes } from "node:crypto";
import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import { afterAll } from "vitest";
import { legacyAccounts } from "../../src/server/ledger/legacy-accounts.js";
import { postgresLedger } from "../../src/server/ledger/postgres-ledger.js";
import {
  createAuthgearEmulator,
  emulatorNodeListener,
  type AuthgearEmulator,
} from "../../src/testing/index.js";
import { listen } from "../journeys/listen.js";
import { createDatabase, type TestDatabase } from "../setup/database.js";
import { received, newKey, type Received } from "../server/requests.js";
import { ORIGIN } from "../server/handler-under-test.js";
import { folderWith, runCLI, type Run } from "./serve-process.js";

const ISSUER = "https://app.example";

/** An Authgear, a backend that answers the hook, and a database, all over real sockets. */
export interface ServeWorld {
  emulator: AuthgearEmulator;
  database: TestDatabase;
  env: Readonly<Record<string, string>>;
  /** Makes a user who is imported, and answers a token of theirs. */
  signIn(): Promise<string>;
  /** Awaited before the backend answers. */
  backend: { gate: Promise<void>; asked: () => void };
  /** A folder with the config; members are JavaScript. */
  folder(change?: Readonly<Record<string, string>>): Promise<string>;
  /** Starts one instance. */
  start(change?: Readonly<Record<string, string>>): Promise<Run>;
}

export async function createServeWorld(): Promise<ServeWorld> {
  const [database, authgear, hook, admin] = await Promise.all([
    createDatabase(),
    listen(),
    listen(),
    generateKeyPair("RS256", { extractable: true }),
  ]);
  afterAll(() => Promise.all([database.drop(), authgear.close(), hook.close()]));
  const endpoint = `http://127.0.0.1:${authgear.port}`;
  const emulator = createAuthgearEmulator({
    publicOrigin: endpoint,
    projectID: "project",
    adminPublicKeys: [{ ...(await exportJWK(admin.publicKey)), kid: "admin-1" }],
    createSessionEnabled: true,
    clients: [{ clientID: "spa" }],
  });
  authgear.serve(emulatorNodeListener(emulator));
  const backend: ServeWorld["backend"] = { gate: Promise.resolve(), asked: () => undefined };
  hook.serve((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => void (text += chunk.toString()));
    request.on("end", () => {
      backend.asked();
      void backend.gate.then(() => response.end(JSON.stringify(answerFor(text))));
    });
  });
  const env = {
    MIGRATION_SECRET: randomBytes(48).toString("base64"),
    HOOK_SECRET: randomBytes(48).toString("base64"),
    ADMIN_KEY: await exportPKCS8(admin.privateKey),
    DATABASE_URL: database.url,
    ENDPOINT: endpoint,
  };
  const config = {
    listen: "{ port: 0 }",
    metrics: "{ port: 0 }",
    database: `{ connectionString: { env: "DATABASE_URL" } }`,
    secret: `{ env: "MIGRATION_SECRET" }`,
    authgear: `{ endpoint: "${endpoint}", projectID: "project", keyID: "admin-1", privateKey: { env: "ADMIN_KEY" } }`,
    clients: `{ spa: { origins: ["${ORIGIN}"] } }`,
    verifiers: `{ type: "hook", name: "app", issuer: "${ISSUER}", url: "http://127.0.0.1:${hook.port}/hook", secret: { env: "HOOK_SECRET" } }`,
  };
  const folder: ServeWorld["folder"] = (change = {}) => {
    const members = Object.entries({ ...config, ...change }).map(([key, value]) => `${key}: ${value}`);
    return folderWith({ "migration.config.mjs": `export default { ${members.join(",\n")} };` });
  };
  return {
    emulator,
    database,
    env,
    backend,
    folder,
    async signIn() {
      const ledger = postgresLedger({ pool: database.pool });
      await ledger.migrate();
      const subject = `user-${randomBytes(6).toString("hex")}`;
      const { id } = emulator.addUser({ email: `${subject}@example.com` });
      const accounts = legacyAccounts({ ledger, secret: env.MIGRATION_SECRET });
      await accounts.record({ name: "app", issuer: ISSUER, subject }, id);
      return `${subject}.${randomBytes(24).toString("base64url")}`;
    },
    start: async (change = {}) => runCLI(["serve"], { cwd: await folder(change), env }),
  };
}

/** A token is its subject, a dot and something random. */
function answerFor(text: string): unknown {
  const { credential } = JSON.parse(text) as { credential: { token?: string } };
  const [subject = ""] = (credential.token ?? "").split(".");
  const now = Math.floor(Date.now() / 1000);
  const times = { auth_time: now - 60, issued_at: now - 60, expires_at: now + 3600 };
  return { active: true, subject, session_id: `session of ${subject}`, ...times };
}

/** A request of the browser half to a running instance. */
export async function post(
  origin: string,
  path: string,
  body: Record<string, unknown>,
  key: string = newKey(),
): Promise<Received> {
  const headers = { Origin: ORIGIN, "Content-Type": "application/json", "Authgear-Migration": "1" };
  const sent = JSON.stringify({ protocol: 1, client_id: "spa", ...body });
  return received(
    await fetch(`${origin}/session-migration${path}`, {
      method: "POST",
      headers: { ...headers, ...(path === "" ? { "Idempotency-Key": key } : {}) },
      body: sent,
    }),
  );
}
