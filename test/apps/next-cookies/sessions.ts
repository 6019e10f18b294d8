import { createHash } from "node:crypto";
import { Pool } from "pg";

let pool: Pool | undefined;

/** Made with the first request: `next build` has no database. */
export function database(): Pool {
  return (pool ??= new Pool({ connectionString: process.env["DATABASE_URL"] }));
}

/** Whose session the cookie is. */
export async function findSession(cookie: string): Promise<{ id: string; userID: string } | null> {
  const hash = createHash("sha256").update(cookie).digest();
  const { rows } = await database().query<{ id: string; userID: string }>(
    `SELECT id, user_id AS "userID" FROM app_session WHERE cookie_hash = $1 AND expires_at > now()`,
    [hash],
  );
  return rows[0] ?? null;
}
