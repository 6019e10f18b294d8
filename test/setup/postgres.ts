import type { TestProject } from "vitest/node";
import { startPostgres } from "./embedded-postgres.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Connection string of the one PostgreSQL of this test run. */
    postgresURL: string;
  }
}

/** Starts the one PostgreSQL that all test files of a run share; each file makes its own database in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  project.provide("postgresURL", postgres.url);
  return () => postgres.stop();
}
