import type { Pool } from "../server/ledger/pool.js";
import { SCHEMA_VERSION, schemaVersion } from "./schema-version.js";

/** Whether this process may be given requests. Authgear and the legacy provider are not asked: a fault of theirs is no fault of this one. */
export interface Readiness {
  ready: boolean;
  database: "reachable" | "unreachable";
  /** `behind`: older than this release needs. A newer one serves as well. */
  schema: "current" | "behind" | "unknown";
  draining: boolean;
}

const FRESH_MS = 1000;
const DEADLINE_MS = 3000;

/** Asks the database at most once a second, however often it is asked itself. Never rejects. */
export function createReadiness(pool: Pool, draining: () => boolean): () => Promise<Readiness> {
  let last: { at: number; store: Promise<Pick<Readiness, "database" | "schema">> } | undefined;
  return async () => {
    if (!last || Date.now() - last.at >= FRESH_MS) last = { at: Date.now(), store: askStore(pool) };
    const store = await last.store;
    const ready = store.database === "reachable" && store.schema === "current" && !draining();
    return { ready, ...store, draining: draining() };
  };
}

async function askStore(pool: Pool): Promise<Pick<Readiness, "database" | "schema">> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database did not answer")), DEADLINE_MS);
  });
  try {
    const version = await Promise.race([schemaVersion(pool), late]);
    return { database: "reachable", schema: version >= SCHEMA_VERSION ? "current" : "behind" };
  } catch {
    return { database: "unreachable", schema: "unknown" };
  } finally {
    clearTimeout(timer);
  }
}
