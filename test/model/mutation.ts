import type { Ports } from "../../src/migration/ports.js";
import type { glance } from "../../src/front-door/glance.js";
import type { signOutHere } from "../../src/front-door/sign-out-here.js";
import type { RunHandle } from "../../src/migration/run.js";
import type { Ledger } from "../../src/server/ledger/ledger.js";

/** A deliberate break: one part of the real thing, wrapped or replaced. */
export interface Mutation {
  name: string;
  /** The promise that it breaks; 0: none. */
  promise: number;
  /** A seed that finds it soon, where it is rare. */
  seed?: number;
  ports?(ports: Ports): Ports;
  ledger?(ledger: Ledger): Ledger;
  glance?: typeof glance;
  signOutHere?: typeof signOutHere;
  /** The SDK's own logout is called whatever is stored. */
  logsOutAnybody?: boolean;
  run?(run: RunHandle): RunHandle;
}

/** The code as it is. */
export const NOTHING: Mutation = { name: "nothing", promise: 0 };
