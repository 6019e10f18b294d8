import type { WebContainer } from "@authgear/web";
import type { OwnSignOut } from "../migration/machine.js";
import type { Ports, StoragePort } from "../migration/ports.js";
import type { MigrationOutcome, SignOutResult } from "../migration/state.js";
import type { Configured } from "./configure.js";
import type { MigrateOptions } from "./options.js";

/** What the front door hands to the part that only a page with a session needs. */
export interface SessionContext {
  options: MigrateOptions;
  /** The container, if the app has it already. */
  given: WebContainer | undefined;
  storage: StoragePort;
  container: Configured;
  /** Session id of the token that this tab shows its user by; the engine keeps it up to date. */
  shown: { sid: string | undefined };
  publish(state: MigrationOutcome): void;
}

/** The container and the credentials of a page with a session. */
export interface Session {
  /** Makes a lock of this name; the engine has it from here because both need it. */
  lock(name: string): Ports["lock"];
  /** Loads the container and leaves it as it is. */
  load(): Promise<WebContainer>;
  configure(): Promise<WebContainer>;
  ready(): Promise<WebContainer>;
  /** A valid access token of it; `undefined` without a session. */
  accessToken(): Promise<string | undefined>;
  /** `Bearer …` of the session that an outcome names. */
  authorization(outcome: MigrationOutcome): Promise<string | null>;
  /** What is left of signing out once it was done here: the servers, by the engine, and the container. */
  signOut(
    own: OwnSignOut,
    engine: () => Promise<Engine>,
    to: { redirectURI: string },
  ): Promise<SignOutResult>;
}

/** What the front door hands to the engine. */
export interface EngineContext extends SessionContext {
  /** Absolute, without a slash at its end. */
  exchangeURL: string;
  /** Until a run has to settle, in milliseconds. */
  budgetMs: number;
  /** Keys of localStorage. */
  keys: { token: string; marker: string };
}

/** A started engine, as the front door sees it. */
export interface Engine {
  start(): Promise<void>;
  budget(): void;
  signOut(own: OwnSignOut): Promise<SignOutResult>;
}
