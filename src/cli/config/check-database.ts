import { asRecord } from "../../server/as-record.js";
import { DATABASE } from "./known-keys.js";
import type { Secrets } from "./secrets.js";
import type { Wrong } from "./wrong.js";

const STAND_IN = "postgres://x";

/** The connection string; `undefined` where `--dev` brings a database of its own. */
export function checkDatabase(
  value: unknown,
  dev: boolean,
  secrets: Secrets,
  wrong: Wrong,
): string | undefined {
  if (dev) return undefined;
  if (value === undefined) {
    wrong.add(
      '"database" is missing: say { connectionString: { env: "DATABASE_URL" } }, or start with --dev',
    );
    return undefined;
  }
  wrong.unknownKeys("database.", value, DATABASE);
  const text = secrets.read("database.connectionString", asRecord(value).connectionString, STAND_IN);
  if (!/^postgres(ql)?:$/.test(URL.canParse(text) ? new URL(text).protocol : "")) {
    wrong.add(
      '"database.connectionString" is no PostgreSQL URL: give postgres://user:password@host:5432/database (escape : / ? # @ in the password by percent signs)',
    );
  }
  return text;
}
