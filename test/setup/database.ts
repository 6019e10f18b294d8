import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A database that belongs to one test file. */
export interface TestDatabase {
  /** Connection string, for what opens its own connections. */
  readonly url: string;
  /** A pool on this database. */
  readonly pool: pg.Pool;
  /** Ends the pool and drops the database with whatever is still connected to it: call it in `afterAll`. */
  drop(): Promise<void>;
}

/** Makes a fresh, empty database in the PostgreSQL of this run. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = inject("postgresURL");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await query(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href });
  return {
    url: url.href,
    pool,
    async drop() {
      await ended(pool);
      await query(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** `pool.end()` settles when its connections are told to end; one that the drop then cuts would report it to nobody. */
async function ended(pool: pg.Pool): Promise<void> {
  let open = pool.totalCount;
  const closed = new Promise<void>((resolve) => {
    if (open === 0) resolve();
    pool.on("remove", () => {
      open -= 1;
      if (open === 0) resolve();
    });
  });
  await pool.end();
  await closed;
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
