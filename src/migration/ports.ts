import type { MigrationErrorCode } from "../error.js";
import type { Problem } from "../protocol/parse-problem.js";
import type {
  ConfirmRequest,
  ExchangeReply,
  ExchangeRequest,
  LegacyOutcome,
  SignOutRequest,
} from "../protocol/wire.js";
import type { Journal } from "./journal.js";
import type { Marker } from "./marker.js";
import type { LegacyProvider } from "./provider.js";

/** What the exchange server said, or that it said nothing of ours (X5, X9, X12). */
export type Answer =
  | { type: "reply"; reply: ExchangeReply }
  | { type: "answered"; legacy: LegacyOutcome }
  | { type: "problem"; problem: Problem }
  | { type: "lost"; code: MigrationErrorCode };

/** The part of a request body that the port adds itself: protocol version and client. */
type Body<Request> = Omit<Request, "protocol" | "client_id">;

/** The exchange server. Never rejects. */
export interface ExchangePort {
  exchange(body: Body<ExchangeRequest>, key: string, signal: AbortSignal): Promise<Answer>;
  confirm(body: Body<ConfirmRequest>): Promise<Answer>;
  signOut(body: Body<SignOutRequest>): Promise<Answer>;
}

/** localStorage, synchronous. Reads answer as if empty where storage is closed; writes throw. */
export interface StoragePort {
  token(): string | null;
  setToken(token: string | null): void;
  marker(): Marker;
  setMarker(marker: Marker): void;
}

/** IndexedDB with a deadline on each operation and memory behind it. Never rejects. */
export interface JournalPort {
  read(): Promise<Journal | undefined>;
  /** Reads and writes in one transaction; answers what was written. */
  update(change: (journal: Journal | undefined) => Journal): Promise<Journal>;
}

/** Authgear itself, through `@authgear/web` and its own endpoints. */
export interface AuthgearPort {
  /** Loads the SDK without touching the container. */
  load(): Promise<unknown>;
  /** Configures the container, and hands it an access token that lives `expiresIn` seconds from now. */
  adopt(accessToken?: string, expiresIn?: number): Promise<void>;
  /** A valid access token of the container; it may refresh. */
  accessToken(): Promise<string | undefined>;
  /** `sub` of the access token; `undefined`: no word of Authgear's own. */
  userinfo(accessToken: string): Promise<string | undefined>;
  /** Whether this is the live refresh token of its session; `undefined`: no word of Authgear's own. */
  accepts(refreshToken: string): Promise<boolean | undefined>;
  /** Ends the session of a refresh token (RFC 7009); whether Authgear said so. */
  revoke(refreshToken: string): Promise<boolean>;
}

/** Everything a run needs from the outside. */
export interface Ports {
  storage: StoragePort;
  journal: JournalPort;
  exchange: ExchangePort;
  authgear: AuthgearPort;
  /**
   * One lock for each Authgear client over all tabs: a function that releases it; `null`: not granted in time.
   * Without Web Locks it is granted at once.
   */
  lock(waitMs: number): Promise<(() => void) | null>;
  legacy: LegacyProvider;
  /** Session id of the token that this tab shows its user by (R6). */
  shown: { sid: string | undefined };
  /** Tells other tabs to look at storage again; without content. */
  tellTabs(): void;
  /** Milliseconds since the epoch. */
  now(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** 256 random bits, base64url. */
  randomKey(): string;
  /** Salted hash, base64url. */
  hash(text: string): Promise<string>;
  /** 0 to 1, for jitter. */
  random(): number;
}
