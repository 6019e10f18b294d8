import type { JWK } from "jose";
import type { SigningKey } from "./model/signing-key.js";

/** An application ("client") of the emulated project. */
export interface EmulatorClient {
  clientID: string;
  /** Default `"spa"`. Only `"third_party_app"` is refused by `createSession`. */
  type?: "spa" | "native" | "traditional_webapp" | "confidential" | "third_party_app";
  /**
   * Where `/oauth2/authorize` may send the user back. Their origins are allowed by CORS, as on the real
   * server.
   */
  redirectURIs?: string[];
  postLogoutRedirectURIs?: string[];
  /** Needed by confidential clients for `authorization_code`; never asked for by `refresh_token`. */
  clientSecret?: string;
  /** Refresh token rotation. Default false, as on the real server. */
  rotation?: boolean;
  /** Access tokens are RS256 JWTs instead of opaque strings. Default false. */
  issueJWTAccessToken?: boolean;
  /** Seconds. Default 1800. */
  accessTokenLifetimeSeconds?: number;
  /** Seconds from creation. Default 52 weeks. */
  refreshTokenLifetimeSeconds?: number;
  /** Whether a session that is not used ends early. Default true. */
  idleTimeoutEnabled?: boolean;
  /** Seconds since the last access. Default 30 days. */
  idleTimeoutSeconds?: number;
}

/**
 * What the emulated Authgear project looks like. There are no machine-to-machine clients, no DPoP and no
 * cookie sessions.
 */
export interface EmulatorOptions {
  /** The project's public origin, without path: issuer of its tokens. Other hosts are answered 307. */
  publicOrigin: string;
  /**
   * A second origin where the Admin API answers; any origin but these two is answered 404 there. Default
   * `publicOrigin`. JWT access tokens of `createSession` name the origin at which it was called, and the
   * wrong one makes them useless.
   */
  adminOrigin?: string;
  /** Whether `X-Forwarded-Host`, `-Proto` and `-For` are believed. Default false. */
  trustProxy?: boolean;
  projectID: string;
  /** Public keys of the Admin API, each with `kid`. */
  adminPublicKeys: JWK[];
  clients: EmulatorClient[];
  /**
   * The operator's switch `admin_api.create_session_enabled`. The real server has it off, and then every
   * `createSession` answers `CreateSession is disabled`; so there is no default here.
   */
  createSessionEnabled: boolean;
  /** Origins allowed by CORS besides those of the redirect URIs. */
  allowedOrigins?: string[];
  /** Aliases that `getUserByOAuth` knows. Default `["google"]`. */
  oauthProviderAliases?: string[];
  /** Login ID normalisation of e-mail addresses. Both default to false. */
  emailLoginID?: { caseSensitive?: boolean; ignoreDotSign?: boolean };
  userImport?: {
    /** Records a period allows; the whole request is refused above it. Default: no limit. */
    quota?: { records: number; period: "day" | "month" };
    /**
     * How long one task of 100 records takes on the emulator's clock, in milliseconds. Default 0: done at the
     * next request.
     */
    taskMs?: number;
  };
  /** Milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
  /** The caller's address where no proxy is trusted and the adapter gives none. Default `"127.0.0.1"`. */
  defaultClientIP?: string;
  /**
   * Signs the project's tokens. Default: one is generated at first need (about 0.1 s), so tests may want to
   * share one.
   */
  signingKey?: SigningKey | Promise<SigningKey>;
}
