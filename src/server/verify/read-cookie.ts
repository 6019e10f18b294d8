/** Longer headers are not looked at, and longer values are none: no browser keeps them (RFC 6265bis section 5.6). In characters. */
const MAX_HEADER = 32_768;
const MAX_VALUE = 4096;

/** A cookie-value of RFC 6265 section 4.1.1: what a server that keeps to it can have set. */
const VALUE =
  /^(?:[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+|"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")$/;

/** One cookie of a header, or why it cannot be used. */
export type FoundCookie = { value: string } | "no-cookie" | "repeated-cookie" | "malformed-cookie";

/**
 * A cookie of a `Cookie` header (RFC 6265 section 4.2.1), its value exactly as it was sent. Nothing is trimmed, decoded or unquoted: what a
 * lenient parser takes for the name may have been set by another host. A name that stands there twice is one of those too.
 */
export function readCookie(header: string, name: string): FoundCookie {
  if (header.length > MAX_HEADER) return "malformed-cookie";
  const start = `${name}=`;
  const pairs = header.split(";").map((pair) => (pair.startsWith(" ") ? pair.slice(1) : pair));
  const [found, ...others] = pairs.filter((pair) => pair.startsWith(start));
  if (found === undefined) return "no-cookie";
  if (others.length > 0) return "repeated-cookie";
  const value = found.slice(start.length);
  return value.length <= MAX_VALUE && VALUE.test(value) ? { value } : "malformed-cookie";
}
