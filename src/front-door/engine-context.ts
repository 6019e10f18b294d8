import type { WebContainer } from "@authgear/web";
import type { MigrationErrorCode } from "../error.js";
import type { At, Event, OwnSignOut } from "../migration/machine.js";
import type { MigrationOutcome, SignOutResult } from "../migration/state.js";
import type { Configured } from "./configure.js";
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

/** What the front door hands to what it loads. */
export interface SessionContext {
  options: MigrateOptions;
  /** The container, if the app has it already. */
  given: WebContainer | undefined;
  container: Configured;
  /** Keys of localStorage. */
  keys: { token: string; marker: string };
  /** Session id of the token that this tab shows its user by; the engine keeps it up to date. */
  shown: { sid: string | undefined };
  publish(state: MigrationOutcome): void;
}

/** The container and the credentials of a page with a session. */
export interface Session {
  /** Loads the container and leaves it as it is. */
  load(): Promise<WebContainer>;
  configure(): Promise<WebContainer>;
  ready(): Promise<WebContainer>;
  /** A valid access token of it; `undefined` without a session. */
  accessToken(): Promise<string | undefined>;
  /** `Bearer …` of the session that an outcome names. */
  authorization(outcome: MigrationOutcome): Promise<string | null>;
  /** Here first, in one synchronous step; then at the servers, by the engine. */
  signOut(engine: () => Promise<Engine>, to: { redirectURI: string }): Promise<SignOutResult>;
}

export interface EngineContext extends SessionContext {
  /** Absolute, without a slash at its end. */
  exchangeURL: string;
}

/** A started engine, as the front door sees it. */
export interface Engine {
  start(): Promise<void>;
  retry(): Promise<void>;
  budget(): void;
  signOut(own: OwnSignOut): Promise<SignOutResult>;
}
