import type { ConfigureOptions, WebContainer } from "@authgear/web";
import type { LegacyProvider } from "../migration/provider.js";
import type { MigrationEvent } from "./migration-event.js";

/** Options of `@authgear/web`'s `configure()`, which this package calls, once, whatever the outcome. */
export interface AuthgearOptions extends Omit<ConfigureOptions, "sessionType"> {
  /** Authgear's public origin, for example `https://auth.example.com`. */
  endpoint: string;
  clientID: string;
  /** Cookie sessions cannot be handed over (contract fact 10). */
  sessionType?: "refresh_token";
  /**
   * The container to fill. Default: the default container of a lazy import of `@authgear/web`. A loader has to give
   * a container named `default`; one with a name of its own is passed as it is.
   */
  container?: WebContainer | (() => Promise<WebContainer>);
}

/** Where and how the exchange endpoint of the app's own backend is asked. */
export interface ExchangeOptions {
  /** Relative to the page, or absolute; without query and fragment. */
  url: string | URL;
  /**
   * Further headers for each request, for example a CSRF token. On another origin the handler of this package lets none through.
   */
  headers?(): HeadersInit | Promise<HeadersInit>;
  /** Default `same-origin`; `include` for a cookie session whose exchange is on another origin. */
  credentials?: RequestCredentials;
  fetch?: typeof fetch;
}

export interface MigrateOptions {
  authgear: AuthgearOptions;
  /** The old provider: where its session is found, and how it ends. */
  legacy: LegacyProvider;
  /** The exchange endpoint: its address, or the address with more to say. */
  exchange: string | URL | ExchangeOptions;
  /** Kill switch and feature flag of the app; the share of users is the server's business. Default true. */
  enabled?: boolean | (() => boolean);
  /** Milliseconds until the promise settles whatever happens; 100 to 30,000, default 3,000. */
  budgetMs?: number;
  /** One redacted event per transition of the run. What it throws is reported and changes nothing. */
  onEvent?(event: MigrationEvent): void;
}
