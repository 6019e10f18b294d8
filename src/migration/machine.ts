import type { MigrationErrorCode } from "../error.js";
import type { ExchangeReply, LegacyOutcome } from "../protocol/wire.js";
import type { Facts, LegacyFacts } from "./facts.js";
import type { LastAnswer } from "./journal.js";
import type { Tombstone } from "./marker.js";
import type { Answer } from "./ports.js";
import type { MigrationOutcome, SignOutResult } from "./state.js";

declare const proven: unique symbol;

/** The key to the last door: only `prove` makes one, and `revoke` asks for it (R5, R7). */
export interface ProvenSession {
  readonly sid: string;
  readonly [proven]: true;
}

/** Where a run stands. `idle`: nothing under way on this page. */
export type At =
  | "idle"
  | "load"
  | "reading"
  | "waiting-lock"
  | "exchanging"
  | "installing"
  | "installed"
  | "taking-out"
  | "aging"
  | "confirming"
  | "revoking"
  | "retiring"
  | "revoke-sent"
  | "signing-out"
  | "legacy-out";

/** The local part of a sign-out, done before anything else could fail. */
export interface OwnSignOut {
  stone: Tombstone;
  /** The refresh token that was taken from storage. */
  token?: string | null;
}

/** All that the machine remembers. It holds no token. */
export interface Run {
  readonly at: At;
  /** An outcome was published; from here on the run is behind the app. */
  readonly settled?: boolean;
  /** Inside the lock, or in a browser without locks. */
  readonly locked?: boolean;
  readonly facts?: Facts;
  readonly legacy?: LegacyFacts;
  /** Session id of the token this run works on. */
  readonly sid?: string | undefined;
  /** That token may not have come from the legacy session beside it (R11). */
  readonly foreign?: boolean;
  /** What `migrated` is published as. */
  readonly migrated?: Extract<MigrationOutcome, { status: "migrated" }>;
  /** The server proved the session before it answered. */
  readonly verified?: boolean;
  /** The attempt that a `key-lost` answer named (R4). */
  readonly replaces?: number;
  /** The provider was asked for a fresh token already. */
  readonly refreshed?: boolean;
  /** What to settle as, and what to do, unless a token is stored. */
  readonly otherwise?: readonly [MigrationOutcome, ...Effect[]] | undefined;
  readonly proof?: ProvenSession;
  /** The attempt of the row that a foreign session retires. */
  readonly retire?: number | undefined;
  /** Who ends the legacy session, as the server said. */
  readonly ending?: LegacyOutcome;
  /** The row was asked by the credential that is there now. */
  readonly asked?: boolean;
  readonly out?: SignOutResult;
}

/** What happened: the answer to an effect, or something from outside. */
export type Event =
  | Answer
  | { type: "start" | "retry" | "signed-out-elsewhere" }
  | { type: "sign-out"; own: OwnSignOut }
  | { type: "budget"; stored: boolean }
  | { type: "storage"; facts: Facts }
  | { type: "legacy"; legacy: LegacyFacts }
  | { type: "granted" | "denied" | "waited" }
  | { type: "wrote"; result: "ours" | "stored" | "other" | "refused" | "signed-out" }
  | { type: "proven"; proof: ProvenSession }
  | { type: "unproven" | "refused" | "taken" | "left" | "aged" | "vanished" }
  | { type: "revoked" }
  | { type: "revoke-failed" | "revoke-unsupported"; code: MigrationErrorCode }
  | { type: "delivered" | "ended"; out: SignOutResult };

/** What to do next, as data; `run` performs it through ports. */
export type Effect =
  | { do: "publish"; state: MigrationOutcome; urgent?: boolean }
  | { do: "readStorage" | "lock" | "unlock" | "adopt" | "endOwn" | "removeSignedOut" | "prove" | "takeOut" }
  | { do: "tell" | "age" | "forget" | "restore" | "deliver" | "seal" }
  | { do: "readLegacy"; fresh?: boolean }
  | { do: "exchange" }
  | { do: "wait"; seconds?: number | undefined }
  | { do: "install"; reply: ExchangeReply }
  | { do: "confirm"; by?: "credential" }
  | { do: "retire"; attempt: number }
  | { do: "revoke"; proof: ProvenSession }
  | { do: "record"; as: "confirmed" | "revoke-pending" | "done" | "kept" | "closed" }
  | { do: "remember"; answer: LastAnswer; retryAfter?: number | undefined }
  | { do: "signOut"; own: OwnSignOut }
  | { do: "endLegacy"; out: SignOutResult };

export type Step = [Run, Effect[]];

/** What each event does at one place, by its name. One that is not in here changes nothing. */
export type Turns = {
  readonly [Name in Event["type"]]?: (run: Run, event: Event & { type: Name }) => Step;
};

export type Table = { readonly [Place in At]?: Turns };
