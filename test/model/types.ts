import type { Journal } from "../../src/migration/journal.js";
import type { RunHandle } from "../../src/migration/run.js";
import type { MigrationOutcome } from "../../src/migration/state.js";
import type { Ledger } from "../../src/server/ledger/ledger.js";
import type { AuthgearSide } from "./authgear-side.js";
import type { Container } from "./container.js";
import type { Disk } from "./disk.js";
import type { LegacySide } from "./legacy-side.js";
import type { Locks } from "./locks.js";
import type { Mutation } from "./mutation.js";
import type { Scheduler } from "./scheduler.js";
import type { Trace } from "./trace.js";
import type { VirtualTime } from "./virtual-time.js";

/** What is the same for a whole run. */
export interface Settings {
  credential: "token" | "cookie";
  revocation: "client" | "server" | "none";
  rotation: boolean;
  /** The browser has Web Locks. */
  locks: boolean;
  /** The provider has a `hint`. */
  hint: boolean;
  /** Its tokens say when their session began. */
  knowsAuthTime: boolean;
  /** It can end a session from the browser. */
  canRevoke: boolean;
}

/** localStorage, as texts by key. */
export type Local = Readonly<Record<string, string>>;

/** One browser with its tabs, the exchange server, Authgear and the old provider. */
export interface World {
  settings: Settings;
  mutation: Mutation;
  time: VirtualTime;
  scheduler: Scheduler;
  trace: Trace;
  watch: Watch;
  authgear: AuthgearSide;
  legacy: LegacySide;
  ledger: Ledger;
  locks: Locks;
  local: Disk<Local>;
  journal: Disk<Journal | undefined>;
  /** By their place, 0 to 2. */
  tabs: (Tab | undefined)[];
  offline: boolean;
  /** Server requests that were begun. */
  requests: number;
  pages: number;
  /** How to end a server request that is under way. */
  dying: Map<string, () => void>;
  /** Authgear users by their legacy name. */
  users: Map<string, string>;
}

/** One page in one tab: the front door's part, the SDK's container, and the run. */
export interface Tab {
  name: string;
  /** Name of this page at the scheduler; a reload gets another one. */
  owner: string;
  openedAt: number;
  state: MigrationOutcome | undefined;
  states: string[];
  /** Requests of this page, by name. */
  requests: string[];
  /** It opened the journal. */
  opened: boolean;
  /** The front door saw nothing to do when the page loaded. */
  nothingToDo: boolean;
  /** What the exchange answered about the server's own proof. */
  verified: boolean;
  shown: { sid: string | undefined };
  container: Container;
  run: RunHandle | undefined;
  /** The SDK is logging out, on our word. */
  leaving: boolean;
  /** It waits in the page cache. */
  cached: boolean;
  /** A sign-out of this page is on its way. */
  signingOut: boolean;
  /** Its run tells the server of a sign-out, or ends the legacy session for one. */
  delivering: boolean;
  /** Its run is on its way. */
  running: boolean;
  /** What it tells next may be about who was signed in when it asked. */
  behind: boolean;
  /** A valid access token of the container, one page after the other. */
  accessToken(): Promise<string | undefined>;
  /** Resolves at once, or when a frozen page thaws. */
  awake(): Promise<void>;
  look(): Promise<void>;
  signOut(): Promise<void>;
}

/** A promise that did not hold. */
export interface Broken {
  promise: number;
  what: string;
}

/** Knows what no part of the code knows: who ought to be signed in, and where every session came from. */
export interface Watch {
  broken: Broken[];
  /** Who ought to be signed in here at the end: a user's name, or nobody. */
  expected: string | undefined;
  /** Why nobody needs to be signed in, in the product's words. */
  excuse(why: string): void;
  excuses: string[];
  /** Sessions that their user ended on this browser: names of log-ins at the old provider, and Authgear session ids. */
  signedOut: Set<string>;
  /** Log-ins and Authgear sessions that stood beside a session when it was signed out: they may end with it. */
  beside: Set<string>;
  signOuts: number;
  /** Milliseconds since the epoch. */
  signedOutAt: number;
  /** A sign-out that neither this browser nor the server knows of any more. */
  forgotten: boolean;
  /** Ended by an administrator. */
  ended: Set<string>;
  origins: Map<string, { legacy: string | undefined; user: string }>;
  /** Authgear sessions that were handed out, by log-in. */
  delivered: Map<string, Set<string>>;
  /** Authgear sessions whose migration was confirmed at the server. */
  confirmed: Set<string>;
  /** Sessions whose latest refresh token never reached the disk of this browser. */
  lostRotations: Set<string>;
  /** Authgear gave this page another refresh token (a session id), and it stored it (undefined). */
  rotating(owner: string, sid: string | undefined): void;
  /** The page is gone, or the answer is. */
  rotationLost(owner: string): void;
  secrets: Set<string>;
  /** Texts that a log, an event, a journal or another tab could show. */
  seen: string[];

  fail(promise: number, what: string): void;
  /** A server request came for this log-in. */
  asked(owner: string, legacy: string | undefined): void;
  created(owner: string, sid: string): void;
  handedOut(legacy: string | undefined, refreshToken: string): void;
  accepted(half: "access" | "refresh", sid: string): void;
  refused(token: string): void;
  wroteToken(by: "run" | "sdk" | "logout", before: string | null, after: string | null): void;
  confirmSent(): void;
  legacyRevoked(name: string, by: string): void;
  published(tab: Tab, state: MigrationOutcome): void;
}
