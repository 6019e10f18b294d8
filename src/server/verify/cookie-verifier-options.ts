import { asRecord } from "../as-record.js";
import { clientCredentials, type ClientAuth } from "../client-auth.js";
import { checkURL } from "../upstream-url.js";
import { checkText, wrongOption } from "../wrong-option.js";
import { askFunction, askIntrospection, type AskSession, type ResolveCookie } from "./ask-cookie-session.js";
import { cookieReader, type CookieReader, type CookieReaderOptions } from "./cookie-reader.js";
import { checkGuest, type GuestPredicate } from "./guest.js";
import { checkLoginIDClaim, type LoginIDClaim } from "./login-id-claim.js";
import { checkSessionIdentity, type SessionIdentity } from "./session-identity.js";

export interface CookieVerifierOptions extends CookieReaderOptions {
  /** Constant name of this verifier; part of the ledger's keys, so it never changes. */
  name: string;
  /** What the ledger calls the side that these sessions are of, such as `https://app.example`; part of its keys too. */
  issuer: string;
  /** Whose session the cookie is: a function of the app. This or `introspection` must be given, not both. */
  resolve?: ResolveCookie;
  /** Whose session the cookie is: an endpoint (RFC 7662), https, that takes the cookie's value as `token` and answers its claims. */
  introspection?: { endpoint: string | URL; clientAuth: ClientAuth };
  session: SessionIdentity;
  loginID?: LoginIDClaim;
  guest?: GuestPredicate;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
}

/** The options with every default in its place. */
export interface CookieVerifierSettings {
  name: string;
  issuer: string;
  cookies: CookieReader;
  ask: AskSession;
  session: SessionIdentity;
  loginID: Required<LoginIDClaim> | undefined;
  guest: GuestPredicate;
  now: () => number;
}

/** @throws TypeError naming the option. */
export function checkCookieVerifierOptions(options: CookieVerifierOptions): CookieVerifierSettings {
  return {
    name: checkText("name", options.name, "give this verifier a constant name"),
    issuer: checkText("issuer", options.issuer, "name the side that these sessions are of"),
    cookies: cookieReader(options),
    ask: checkAsk(options),
    session: checkSessionIdentity(options.session),
    loginID: checkLoginIDClaim(options.loginID),
    guest: checkGuest(options.guest),
    now: options.now ?? Date.now,
  };
}

function checkAsk({ resolve, introspection, fetch }: CookieVerifierOptions): AskSession {
  if (introspection === undefined) {
    if (typeof resolve === "function") return askFunction(resolve);
    throw wrongOption("resolve", resolve, 'give a function of the cookie\'s value, or "introspection"');
  }
  if (resolve !== undefined) throw wrongOption("resolve", resolve, 'leave it out: "introspection" is there');
  const { endpoint, clientAuth } = asRecord(introspection);
  return askIntrospection({
    endpoint: checkURL("introspection.endpoint", endpoint),
    credentials: clientCredentials(clientAuth, { publicClient: false }),
    fetch,
  });
}
