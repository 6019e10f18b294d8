import { checkSecret } from "../secret.js";
import { checkInsideURL } from "../upstream-url.js";
import { checkText, wrongOption } from "../wrong-option.js";
import type { CookieBinding } from "./cookie-binding.js";
import { cookieReader, type CookieReader } from "./cookie-reader.js";

export interface HookVerifierOptions {
  /** Constant name of this verifier; part of the ledger's keys, so it never changes. */
  name: string;
  /**
   * What the ledger calls the side that these sessions are of, such as `https://app.example`; part of its keys too. An answer that names
   * another is not believed; of the tokens that are JWTs, those with this `iss` are asked about.
   */
  issuer: string;
  /**
   * Where the app's own backend says whose session a credential is. https, or http where the name cannot be a public one: localhost, a
   * name without a dot, `*.internal`, `*.local`.
   */
  url: string | URL;
  /** At least 32 bytes, shared with the receiver, which checks by it that it is this server that asks. */
  secret: string | Uint8Array;
  /** The session is this cookie, sent to the receiver alone. Its name begins with `__Host-`, or `bind` is there. */
  cookie?: string;
  /** What else ties the cookie to this browser. */
  bind?: CookieBinding;
  /** Whether tokens are asked about. Default: true without `cookie`, else false. */
  tokens?: boolean;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
}

/** The options with every default in its place. */
export interface HookVerifierSettings {
  name: string;
  issuer: string;
  url: URL;
  secret: Uint8Array;
  cookies: CookieReader | undefined;
  tokens: boolean;
  fetch: typeof fetch | undefined;
  now: () => number;
}

/** @throws TypeError naming the option; never with any part of the secret. */
export function checkHookVerifierOptions(options: HookVerifierOptions): HookVerifierSettings {
  const { cookie, bind, tokens = cookie === undefined } = options;
  if (typeof tokens !== "boolean") throw wrongOption("tokens", tokens, "give true or false");
  if (cookie === undefined && !tokens) {
    throw wrongOption("tokens", tokens, 'name a "cookie", or leave it out: nothing would be asked about');
  }
  if (cookie === undefined && bind !== undefined)
    throw wrongOption("bind", bind, 'name the "cookie" that it binds, or leave it out');
  return {
    name: checkText("name", options.name, "give this verifier a constant name"),
    issuer: checkText("issuer", options.issuer, "name the side that these sessions are of"),
    url: checkInsideURL("url", options.url),
    secret: checkSecret(options.secret),
    cookies: cookie === undefined ? undefined : cookieReader({ cookie, ...(bind ? { bind } : {}) }),
    tokens,
    fetch: options.fetch,
    now: options.now ?? Date.now,
  };
}
