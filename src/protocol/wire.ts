/** Version of the exchange protocol that both halves of this package speak. */
export const PROTOCOL = 1;

/** Header that makes every POST of ours a non-simple request, so that a browser asks the server first. */
export const MIGRATION_HEADER = "Authgear-Migration";

/** draft-ietf-httpapi-idempotency-key-header: one key for one unresolved migration. */
export const IDEMPOTENCY_KEY_HEADER = "Idempotency-Key";

/** Who ends the legacy session once the new one is proven. The server alone decides. */
export type LegacyRevocation = "client" | "server" | "none";

/** What became of the legacy session, as `confirm` and `sign-out` answer it. */
export type LegacyOutcome = "done" | "pending" | "client" | "none";

/** Body of `POST {base}`. Without `subject_token` the legacy session is a cookie. */
export interface ExchangeRequest {
  protocol: typeof PROTOCOL;
  client_id: string;
  subject_token?: string;
  /** RFC 8693 section 3, for example `urn:ietf:params:oauth:token-type:access_token`. */
  subject_token_type?: string;
  /** The `attempt` that a `key-lost` answer named: its session is lost to this browser. */
  replaces?: number;
}

/** The Authgear session of an exchange. The access token is left out where it would not be accepted. */
export interface WireSession {
  token_type: "Bearer";
  refresh_token: string;
  access_token?: string;
  /** Whole seconds that the access token lives on, counted when the answer was written. */
  expires_in?: number;
  /** True only if Authgear's userinfo answered the server 200 with the `sub` of `user`. */
  verified: boolean;
}

/** Answer 200 to `POST {base}`. */
export interface ExchangeReply {
  protocol: typeof PROTOCOL;
  migration_id: string;
  /** 256 random bits, base64url: can only confirm or sign out this migration. */
  confirmation: string;
  user: { sub: string };
  session: WireSession;
  legacy_revocation: LegacyRevocation;
}

/** Body of `POST {base}/confirm`: by `confirmation`, or by the legacy credential with the row's `session_id`. */
export interface ConfirmRequest {
  protocol: typeof PROTOCOL;
  client_id: string;
  migration_id?: string;
  confirmation?: string;
  session_id?: string;
  subject_token?: string;
  subject_token_type?: string;
}

/** Body of `POST {base}/sign-out`: by `confirmation`, or by the legacy credential, even an expired one. */
export interface SignOutRequest {
  protocol: typeof PROTOCOL;
  client_id: string;
  migration_id?: string;
  confirmation?: string;
  subject_token?: string;
  subject_token_type?: string;
  /** Close only a row that never confirmed and whose `attempt` is this number; 0 = no row. */
  retire?: number;
  /** Unix seconds: a legacy session that signed in later is left alone. */
  before?: number;
}

/** Answer 200 to confirm and sign-out. */
export interface LegacyReply {
  legacy: LegacyOutcome;
}
