import { AuthgearUnavailable } from "../server/authgear-admin/authgear-server.js";
import { createAuthgearServer } from "../server/authgear-admin/create-authgear-server.js";
import { read } from "../server/ledger/transact.js";
import type { ServeSettings } from "./config/check-config.js";
import { createPool } from "./create-pool.js";
import type { Database } from "./database.js";
import { scrubber } from "./observe/scrub.js";
import { toldError } from "./observe/told-error.js";
import type { Peers } from "./peers.js";
import { SCHEMA_VERSION, schemaVersion } from "./schema-version.js";

/** No user has it: the Admin API answers that there is nobody. */
const NOBODY = "00000000-0000-4000-8000-000000000000";
const OLDEST = 140_000;

/** Tries the database and the Admin API, changes nothing, and tells one line for each. Answers the exit status. */
export async function check(
  peers: Peers,
  settings: ServeSettings,
  database: Database,
  tell: (line: string) => void,
): Promise<number> {
  const scrub = scrubber([...settings.secrets, database.url]);
  tell("ok      config     nothing is wrong with it");
  const stored = await attempt("database", () => tryDatabase(peers, database));
  const asked =
    (await attempt("Admin API", () => tryAdmin(settings))) &&
    (await attempt("session", () => tryCreateSession(settings)));
  return stored && asked ? 0 : 1;

  async function attempt(what: string, work: () => Promise<string>): Promise<boolean> {
    try {
      tell(`ok      ${what.padEnd(9)}  ${await work()}`);
      return true;
    } catch (error) {
      const { code, message } = toldError(error);
      tell(`FAILED  ${what.padEnd(9)}  ${scrub(message)}${code === undefined ? "" : ` (${code})`}`);
      return false;
    }
  }
}

async function tryDatabase(peers: Peers, database: Database): Promise<string> {
  const pool = createPool(peers, database.url, () => undefined);
  try {
    const [server] = await read(
      pool,
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number, pg_is_in_recovery() AS standby",
      [],
    );
    const version = String(server?.["version"]);
    if (Number(server?.["number"]) < OLDEST)
      throw new Error(`PostgreSQL ${version} is too old: use 14 or later`);
    if (server?.["standby"] === true) throw new Error("this is a standby: name the primary");
    const schema = await schemaVersion(pool);
    const next = schema < SCHEMA_VERSION ? `, the start brings it to ${SCHEMA_VERSION}` : "";
    return `PostgreSQL ${version}, schema version ${schema}${next}`;
  } finally {
    await pool.end();
  }
}

async function tryAdmin({ authgear }: ServeSettings): Promise<string> {
  const { adminEndpoint, endpoint, projectID } = authgear;
  try {
    await createAuthgearServer(authgear).userByID(NOBODY, { sessions: false });
    return `${adminEndpoint ?? endpoint} accepts the key for the project ${projectID}`;
  } catch (error) {
    if (!(error instanceof AuthgearUnavailable)) throw error;
    const fix = FIXES[error.why] ?? "look at the address in authgear.endpoint or authgear.adminEndpoint";
    throw new Error(`${adminEndpoint ?? endpoint} answers ${error.why}: ${fix}`, { cause: error });
  }
}

/** Whether there is such a user is what Authgear looks at last, so that nothing is made. */
async function tryCreateSession({ authgear, handler }: ServeSettings): Promise<string> {
  const server = createAuthgearServer(authgear);
  const clientIDs = Object.keys(handler.clients);
  for (const clientID of clientIDs) {
    const input = { userID: NOBODY, clientID, migrationID: NOBODY };
    const why = await server.createSession(input).then(
      () => "a session for nobody",
      (error: unknown) => (error instanceof AuthgearUnavailable ? error.why : "no answer"),
    );
    if (why === "user-gone") continue;
    throw new Error(`createSession for ${clientID} is answered ${why}: ${FIXES[why] ?? "try again"}`);
  }
  return `createSession is switched on and serves ${clientIDs.join(", ")}`;
}

const FIXES: Readonly<Record<string, string>> = {
  "admin-refused":
    "look at authgear.projectID, authgear.keyID and authgear.privateKey, which must belong together",
  "private-key": "authgear.privateKey cannot sign",
  "rate-limited": "try again in a minute",
  "server-error": "try again; Authgear itself failed",
  "create-session-disabled": "the feature is off for the project; ask who operates Authgear to switch it on",
  "unknown-client": "no client of the project has this id",
  "third-party-client": "a third party's client gets no sessions by the Admin API",
  refused: "Authgear must be of release 2026-01-08 or later",
};
