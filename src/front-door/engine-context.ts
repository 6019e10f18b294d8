import type { MigrationErrorCode } from "../error.js";
import type { At, Event, OwnSignOut } from "../migration/machine.js";
import type { MigrationOutcome, SignOutResult } from "../migration/state.js";
import type { LazyContainer } from "./container.js";
import type { MigrateOptions } from "./options.js";

/** One transition of the run. It names steps and codes, never a user, a token or an address. */
export interface MigrationEvent {
  from: At;
  on: Event["type"];
  to: At;
  /** Of a problem, or of an answer that never came. */
  code?: MigrationErrorCode;
  /** Milliseconds since the last transition. */
  durationMs: number;
  /** Milliseconds since the engine started. */
  elapsedMs: number;
}

/** What the front door hands to the engine. */
export interface EngineContext {
  options: MigrateOptions;
  /** Absolute, without a slash at its end. */
  exchangeURL: string;
  /** Keys of localStorage. */
  keys: { token: string; marker: string };
  /** Session id of the token that this tab shows its user by; the engine keeps it up to date. */
  shown: { sid: string | undefined };
  publish(state: MigrationOutcome): void;
  container: LazyContainer;
}

/** A started engine, as the front door sees it. */
export interface Engine {
  start(): Promise<void>;
  retry(): Promise<void>;
  budget(): void;
  signOut(own: OwnSignOut): Promise<SignOutResult>;
}
