import { asRecord } from "../as-record.js";
import { clientCredentials, type ClientAuth, type ClientCredentials } from "../client-auth.js";
import { checkURL } from "../upstream-url.js";
import { checkText, checkTexts, wrongOption } from "../wrong-option.js";
import { checkGuest, type GuestPredicate } from "./guest.js";
import { checkLoginIDClaim, type LoginIDClaim } from "./login-id-claim.js";
import { checkSessionIdentity, type SessionIdentity } from "./session-identity.js";

export interface IntrospectionVerifierOptions {
  /** Constant name of this verifier; part of the ledger's keys, so it never changes. */
  name: string;
  /** The provider. An answer that names another `iss` is refused; one that names none is the configured endpoint's word. */
  issuer: string;
  /** Introspection endpoint (RFC 7662), https. */
  endpoint: string | URL;
  clientAuth: ClientAuth;
  /** Accepted values of `aud`. This or `clientID` must be given; both given, both must fit. */
  audience?: string | readonly string[];
  /** Accepted values of `client_id`, for providers whose opaque tokens have no `aud`. */
  clientID?: string | readonly string[];
  session: SessionIdentity;
  /** Constants that the answer must hold, where the provider marks the use of a token: Keycloak `{ typ: "Bearer" }`. */
  claims?: Readonly<Record<string, string>>;
  loginID?: LoginIDClaim;
  guest?: GuestPredicate;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
}

/** The options with every default in its place. */
export interface IntrospectionVerifierSettings {
  name: string;
  issuer: string;
  endpoint: URL;
  credentials: ClientCredentials;
  audience: readonly string[] | undefined;
  clientID: readonly string[] | undefined;
  session: SessionIdentity;
  claims: Readonly<Record<string, unknown>>;
  loginID: Required<LoginIDClaim> | undefined;
  guest: GuestPredicate;
  fetch: typeof fetch | undefined;
  now: () => number;
}

/** @throws TypeError naming the option. */
export function checkIntrospectionVerifierOptions(
  options: IntrospectionVerifierOptions,
): IntrospectionVerifierSettings {
  const { audience, clientID } = options;
  if (audience === undefined && clientID === undefined) {
    throw wrongOption(
      "audience",
      audience,
      'give the aud values to accept, or "clientID" where tokens have no aud',
    );
  }
  const claims = asRecord(options.claims);
  for (const [name, value] of Object.entries(claims)) {
    if (typeof value !== "string")
      throw wrongOption(`claims.${name}`, value, "give the text that it must be");
  }
  return {
    name: checkText("name", options.name, "give this verifier a constant name"),
    issuer: checkText("issuer", options.issuer, "give the exact iss of the provider"),
    endpoint: checkURL("endpoint", options.endpoint),
    credentials: clientCredentials(options.clientAuth, { publicClient: false }),
    audience:
      audience === undefined ? undefined : checkTexts("audience", audience, "give the aud values to accept"),
    clientID:
      clientID === undefined ? undefined : checkTexts("clientID", clientID, "give the client ids to accept"),
    session: checkSessionIdentity(options.session),
    claims,
    loginID: checkLoginIDClaim(options.loginID),
    guest: checkGuest(options.guest),
    fetch: options.fetch,
    now: options.now ?? Date.now,
  };
}
