import { basicAuth } from "./basic-auth.js";

/** Whom an access token belongs to, and who vouches for it. */
export interface TokenOwner {
  readonly provider: "legacy" | "authgear";
  readonly subject: string;
}

export interface WhoseTokenOptions {
  /** RFC 7662 at the legacy provider. */
  readonly legacy: { readonly endpoint: string; readonly clientID: string; readonly clientSecret: string };
  /** OpenID Connect userinfo at Authgear. */
  readonly authgear: { readonly userinfo: string };
  readonly fetch: typeof fetch;
}

export type WhoseToken = (token: string) => Promise<TokenOwner | undefined>;

/**
 * What an API does while both kinds of session are about: ask whoever issued the token, at every call, so that a
 * revoked one is refused at once.
 */
export function createWhoseToken(options: WhoseTokenOptions): WhoseToken {
  return async (token) => (await askLegacy(token, options)) ?? (await askAuthgear(token, options));
}

async function askLegacy(
  token: string,
  { legacy, fetch }: WhoseTokenOptions,
): Promise<TokenOwner | undefined> {
  const response = await fetch(legacy.endpoint, {
    method: "POST",
    headers: { authorization: basicAuth(legacy.clientID, legacy.clientSecret) },
    body: new URLSearchParams({ token }),
  });
  // A provider may refuse to introspect what is not of its own making (RFC 7009 section 2.2.1 uses the same words).
  if (!response.ok) return undefined;
  const answer: unknown = await response.json();
  const subject = isRecord(answer) && answer["active"] === true ? answer["sub"] : undefined;
  return typeof subject === "string" ? { provider: "legacy", subject } : undefined;
}

async function askAuthgear(
  token: string,
  { authgear, fetch }: WhoseTokenOptions,
): Promise<TokenOwner | undefined> {
  const response = await fetch(authgear.userinfo, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) return undefined;
  const answer: unknown = await response.json();
  const subject = isRecord(answer) ? answer["sub"] : undefined;
  return typeof subject === "string" ? { provider: "authgear", subject } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
