import { spawn } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { legacyAccounts, postgresLedger } from "../../src/server/index.js";
import { CLIENT, serverEnvironment, type AppsWorld } from "./apps-world.js";
import { buildWithNext, NEXT, nextEnvironment } from "./build-apps.js";
import { createDatabase } from "../setup/database.js";
import { freePort } from "../setup/free-port.js";

/** The app of Next as a process of its own, with its exchange and a database of its own. */
export interface NextApp {
  readonly port: number;
  /** Signs a user in at the old app: the value of the cookie, and who that is at Authgear. */
  signIn(): Promise<{ cookie: string; userID: string }>;
  stop(): Promise<void>;
}

export async function startNext(world: AppsWorld, folder: string, origin: string): Promise<NextApp> {
  const known = {
    NEXT_PUBLIC_AUTHGEAR_ENDPOINT: world.origins.authgear,
    NEXT_PUBLIC_AUTHGEAR_CLIENT_ID: CLIENT,
  };
  await buildWithNext(folder, nextEnvironment(known));
  const [database, port] = [await createDatabase(), await freePort()];
  const settings = serverEnvironment(world.parts);
  const { MIGRATION_SECRET: secret = "" } = settings;
  const child = spawn(process.execPath, [NEXT, "start", "--hostname", "127.0.0.1", "--port", String(port)], {
    cwd: folder,
    env: nextEnvironment({ ...known, ...settings, APP_ORIGIN: origin, DATABASE_URL: database.url }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (/Ready/.test(chunk.toString())) resolve();
    });
    child.once("exit", (status) => reject(new Error(`next start has ended with ${status}`)));
  });
  const ledger = postgresLedger({ pool: database.pool });
  await ledger.migrate();
  await database.pool.query(
    "CREATE TABLE app_session (id text PRIMARY KEY, user_id text, cookie_hash bytea, expires_at timestamptz)",
  );
  const accounts = legacyAccounts({ ledger, secret });
  return {
    port,
    async signIn() {
      const [subject, cookie] = [randomUUID(), randomBytes(24).toString("base64url")];
      const { id: userID } = world.emulator.addUser({ email: `${subject}@example.com` });
      await accounts.record({ name: "cookie", issuer: "https://app.example.com", subject }, userID);
      const hash = createHash("sha256").update(cookie).digest();
      await database.pool.query(
        "INSERT INTO app_session VALUES (gen_random_uuid(), $1, $2, now() + interval '1 hour')",
        [subject, hash],
      );
      return { cookie, userID };
    },
    async stop() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      await database.drop();
    },
  };
}
