import type { CloseAccountOptions, ClosedReport, CloseOptions, LegacyUser } from "../server/close-account.js";
import { createMigrationHandler } from "../server/handler.js";
import { postgresLedger } from "../server/ledger/postgres-ledger.js";
import type { ServeSettings } from "./config/check-config.js";
import { createPool } from "./create-pool.js";
import { scrubber } from "./observe/scrub.js";
import { toldError } from "./observe/told-error.js";
import type { Peers } from "./peers.js";

/** One of the handler's methods about a legacy user, and what it is given. */
export type UserAct =
  | { act: "close"; options: CloseOptions }
  | { act: "closeAccount"; options: CloseAccountOptions }
  | { act: "eraseUser"; options: LegacyUser };

const WRONG_STATUS = 2;

/** Does it on the database of a running `serve`, and tells the report as one line of JSON. Answers the exit status. */
export async function actOnUser(
  peers: Peers,
  settings: ServeSettings,
  url: string,
  { act, options }: UserAct,
  out: { tell: (line: string) => void; complain: (line: string) => void },
): Promise<number> {
  const scrub = scrubber([...settings.secrets, url]);
  const pool = createPool(peers, url, () => undefined);
  try {
    const handler = createMigrationHandler({ ...settings.handler, ledger: postgresLedger({ pool }) });
    const acts: Readonly<Record<UserAct["act"], (given: typeof options) => Promise<ClosedReport>>> = {
      close: (given) => handler.close(given as CloseOptions),
      closeAccount: (given) => handler.closeAccount(given),
      eraseUser: (given) => handler.eraseUser(given),
    };
    out.tell(JSON.stringify(await acts[act](options)));
    return 0;
  } catch (error) {
    const { code, message } = toldError(error);
    out.complain(`authgear-session-migration: ${scrub(message)}${code === undefined ? "" : ` (${code})`}`);
    return error instanceof TypeError ? WRONG_STATUS : 1;
  } finally {
    await pool.end();
  }
}
