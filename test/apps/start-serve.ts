import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { legacyAccounts, postgresLedger } from "../../src/server/index.js";
import { origins, runCLI } from "../cli/serve-process.js";
import type { Person } from "../journeys/world.js";
import type { Consumer } from "../package/packed-package.js";
import { LANGUAGES, startReceiver } from "../server/verify/hook-receivers.js";
import { createDatabase } from "../setup/database.js";
import { serverEnvironment, type AppsWorld } from "./apps-world.js";

/** The packed `serve` with the app's own configuration, and the documented receiver in Python behind it. */
export interface ServeApp {
  readonly port: number;
  /** A user of that backend, with a token that means nothing to anybody else. */
  person(): Promise<Pick<Person, "token" | "userID">>;
}

/** Both end with the test. */
export async function startServe(world: AppsWorld, consumer: Consumer, app: string): Promise<ServeApp> {
  const python = LANGUAGES.find(({ name }) => name === "Python");
  if (!python) throw new Error("There is no receiver in Python");
  const hookSecret = randomBytes(48).toString("base64");
  const [database, receiver] = [await createDatabase(), await startReceiver(python, hookSecret)];
  onTestFinished(() => database.drop());
  onTestFinished(() => receiver.stop());
  const settings = serverEnvironment(world.parts);
  const run = runCLI(["serve"], {
    cwd: join(consumer.folder, app),
    cli: join(consumer.installed, "dist/cli.js"),
    env: {
      ...settings,
      APP_ORIGIN: world.originOf(app),
      DATABASE_URL: database.url,
      HOOK_SECRET: hookSecret,
      HOOK_URL: receiver.url,
      PORT: "0",
      METRICS_PORT: "0",
    },
  });
  const { main } = await origins(run);
  const { MIGRATION_SECRET: secret = "" } = settings;
  const accounts = legacyAccounts({ ledger: postgresLedger({ pool: database.pool }), secret });
  return {
    port: Number(new URL(main).port),
    async person() {
      const [subject, token] = [randomUUID(), randomBytes(24).toString("base64url")];
      const { id: userID } = world.emulator.addUser({ email: `${subject}@example.com` });
      await accounts.record({ name: "app", issuer: "https://app.example.com", subject }, userID);
      const now = Math.floor(Date.now() / 1000);
      const times = { issued_at: now, expires_at: now + 3600 };
      await receiver.know(token, { active: true, subject, session_id: randomUUID(), ...times });
      return { token, userID };
    },
  };
}
