import { checkSecret } from "../secret.js";
import { checkText, wrongOption } from "../wrong-option.js";

/**
 * Says whether the session cookie was set for this browser by the app itself, where its name cannot say so: any host under the same
 * domain can plant a cookie without the prefix `__Host-`, and the visitor then works in the planter's account (Z1). Has 3 seconds; rejecting =
 * cannot tell.
 *
 * `value` is the session cookie; `cookie(name)` is any other cookie that stands there once. Whatever it compares must have been tied to
 * the session when the user signed in: what is tied to it later may be tied to a planted one.
 */
export type CookieBinding = (
  value: string,
  context: { cookie: (name: string) => string | undefined; signal: AbortSignal },
) => boolean | Promise<boolean>;

/**
 * A binding by a second cookie, which no other host can plant: a `__Host-` cookie that the app sets at sign-in, its value the
 * HMAC-SHA-256, in hex, of the session cookie's value.
 * @throws TypeError naming the option.
 */
export function hostCookieBinding(options: { cookie: string; secret: string | Uint8Array }): CookieBinding {
  const cookie = checkHostCookie("cookie", options.cookie);
  const secret = checkSecret(options.secret);
  return async (value, context) => {
    const hex = /^[0-9a-f]{64}$/.exec(context.cookie(cookie) ?? "")?.[0];
    if (hex === undefined) return false;
    const mac = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const raw = Uint8Array.from(secret);
    const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
    return crypto.subtle.verify("HMAC", key, mac, new TextEncoder().encode(value));
  };
}

/** @throws TypeError unless it is the name of a cookie (RFC 6265 section 4.1.1). */
export function checkCookieName(option: string, value: unknown): string {
  const name = checkText(option, value, "name the cookie");
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return name;
  throw wrongOption(option, value, "give the name of the cookie alone");
}

/** @throws TypeError unless only this very host can have set it (RFC 6265bis section 4.1.3.2). */
export function checkHostCookie(option: string, value: unknown): string {
  const name = checkCookieName(option, value);
  if (/^__Host-./.test(name)) return name;
  throw wrongOption(option, value, "use a name that begins with __Host-");
}
