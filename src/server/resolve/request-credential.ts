import type { LegacyCredential } from "../verify/verifier.js";

/** The part of a web `Request` that says who asks. */
export interface RequestHeaders {
  headers: Pick<Headers, "get">;
}

/**
 * The bearer token of a request (RFC 6750 section 2.1), else its cookies. An `Authorization` of another scheme is none of ours, and then
 * no cookie speaks either: a request says in one way who it is.
 */
export function requestCredential({ headers }: RequestHeaders): LegacyCredential | undefined {
  const authorization = headers.get("Authorization");
  const cookie = headers.get("Cookie");
  if (authorization === null) return cookie === null ? undefined : { cookie };
  const token = /^bearer +(.*)$/is.exec(authorization)?.[1];
  return token === undefined ? undefined : { token };
}
