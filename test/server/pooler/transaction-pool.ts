import pg from "pg";
import type { Pool, PoolClient, QueryResult } from "../../../src/server/ledger/pool.js";

/** What another app behind the same pooler may have left on a connection. */
const SETTINGS: readonly Readonly<Record<string, string>>[] = [
  { default_transaction_isolation: "serializable", synchronous_commit: "off", TimeZone: "Asia/Kathmandu" },
  { default_transaction_read_only: "on", bytea_output: "escape", DateStyle: "SQL, DMY" },
  { default_transaction_isolation: "repeatable read", IntervalStyle: "iso_8601", jit: "off" },
  {},
];

const STATE = `
  SELECT (SELECT coalesce(jsonb_object_agg(name, setting), '{}') FROM pg_settings WHERE source = 'session') AS settings,
    (SELECT count(*)::int FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory') AS locks,
    (SELECT count(*)::int FROM pg_prepared_statements) + (SELECT count(*)::int FROM pg_cursors WHERE name <> '')
      + (SELECT count(*)::int FROM pg_listening_channels()) AS objects`;

export interface TransactionPool extends Pool {
  /** What was found on a connection after a transaction, where it was not as before. */
  left: unknown[];
  /** How many transactions and single statements each connection has served. */
  served: number[];
  end(): Promise<void>;
}

/**
 * As PgBouncer in transaction mode: what a client asks goes to one connection from `BEGIN` to `COMMIT` or `ROLLBACK` and then to another, on which
 * somebody else was. Looks at each connection afterwards for anything of a session that has stayed.
 */
export async function transactionPool(
  connectionString: string,
  options: { pipeline: boolean },
): Promise<TransactionPool> {
  const servers = SETTINGS.map(() => new pg.Client({ connectionString }));
  await Promise.all(servers.map((server) => server.connect()));
  const free = [...servers];
  const waiting: ((server: pg.Client) => void)[] = [];
  const left: unknown[] = [];
  const served = servers.map(() => 0);
  let turn = 0;

  const take = async (): Promise<{ server: pg.Client; before: string }> => {
    const server = free.shift() ?? (await new Promise<pg.Client>((resolve) => waiting.push(resolve)));
    const index = servers.indexOf(server);
    served[index] = (served[index] ?? 0) + 1;
    await server.query("DISCARD ALL");
    const settings = Object.entries(SETTINGS[turn++ % SETTINGS.length] ?? {});
    for (const [name, value] of settings) await server.query(`SET ${name} TO '${value}'`);
    return { server, before: await stateOf(server) };
  };
  const give = async (server: pg.Client, before: string): Promise<void> => {
    const after = await stateOf(server);
    if (after !== before) left.push({ before, after });
    const next = waiting.shift();
    if (next) next(server);
    else free.push(server);
  };

  const connect = async (): Promise<PoolClient> => {
    let held: { server: pg.Client; before: string } | undefined;
    const run = async (text: string, values?: unknown[]): Promise<QueryResult> => {
      held ??= await take();
      const { server, before } = held;
      try {
        return await server.query<Record<string, unknown>>(text, values);
      } finally {
        if (
          !text.startsWith("BEGIN") &&
          (/^(COMMIT|ROLLBACK)/.test(text) || !(await inTransaction(server)))
        ) {
          held = undefined;
          await give(server, before);
        }
      }
    };
    // One after the other on the wire, whether the client waits for the answers or not.
    let last: Promise<unknown> = Promise.resolve();
    return {
      pipeline: options.pipeline,
      query(text, values) {
        const result = last.then(() => run(text, values));
        last = result.catch(() => undefined);
        return result;
      },
      on: () => undefined,
      off: () => undefined,
      release: () => undefined,
    };
  };
  return {
    connect,
    left,
    served,
    async end() {
      await Promise.all(servers.map((server) => server.end()));
    },
  };
}

/** A transaction that has failed refuses to be asked: it is one. */
async function inTransaction(server: pg.Client): Promise<boolean> {
  try {
    const { rows } = await server.query<{ inside: boolean }>(
      "SELECT now() <> statement_timestamp() AS inside",
    );
    return rows[0]?.inside === true;
  } catch {
    return true;
  }
}

async function stateOf(server: pg.Client): Promise<string> {
  return JSON.stringify((await server.query(STATE)).rows[0]);
}
