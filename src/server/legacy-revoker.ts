import { callUpstream } from "./call-upstream.js";
import { clientCredentials, type ClientAuth, type PublicClient } from "./client-auth.js";
import { checkURL } from "./upstream-url.js";
import type { LegacyClaims, LegacyCredential } from "./verify/verifier.js";
import { withDeadline } from "./with-deadline.js";
import { wrongOption } from "./wrong-option.js";

/** The legacy session to end, with the verified credential that spoke for it. */
export interface RevocableSession {
  claims: LegacyClaims;
  credential: LegacyCredential;
}

/**
 * Ends one legacy session at its provider: this session alone, never the user's others (R2). Resolves once the provider has answered that
 * it is over, or was already; rejects in every other case, and is then asked again later.
 */
export type LegacyRevoker = (session: RevocableSession, signal: AbortSignal) => Promise<void>;

const DEADLINE_MS = 3000;

/** Runs a revoker inside its deadline; never rejects, and lets nothing of an error out. */
export async function revokeLegacy(
  revoker: LegacyRevoker,
  session: RevocableSession,
  signal?: AbortSignal,
): Promise<"done" | "pending"> {
  try {
    await withDeadline(DEADLINE_MS, signal, (own) => revoker(session, own));
    return "done";
  } catch {
    return "pending";
  }
}

export interface RevocationEndpointOptions {
  /** Revocation endpoint (RFC 7009), https. */
  endpoint: string | URL;
  /** A public client only names itself; the provider may then accept its own tokens alone. */
  clientAuth: ClientAuth | PublicClient;
  /** `token_type_hint`; default `access_token`. */
  tokenTypeHint?: "access_token" | "refresh_token";
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/**
 * Revokes the credential itself by RFC 7009. Whether that ends the whole session is up to the provider: section 2.1 only asks it of
 * refresh tokens. Where an access token goes alone, give a function that ends the session by its id.
 * @throws TypeError naming the option that cannot work.
 */
export function revocationEndpoint(options: RevocationEndpointOptions): LegacyRevoker {
  const endpoint = checkURL("endpoint", options.endpoint);
  const { headers, parameters } = clientCredentials(options.clientAuth, { publicClient: true });
  const hint = options.tokenTypeHint ?? "access_token";
  if (hint !== "access_token" && hint !== "refresh_token") {
    throw wrongOption("tokenTypeHint", hint, 'say "access_token" or "refresh_token"');
  }
  return async ({ credential }, signal) => {
    if (!("token" in credential)) throw new Error("a cookie cannot be revoked by RFC 7009");
    const body = new URLSearchParams({ token: credential.token, token_type_hint: hint, ...parameters });
    const { status } = await callUpstream({
      url: endpoint,
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: body.toString(),
      deadlineMs: DEADLINE_MS,
      maxBytes: 64 * 1024,
      signal,
      fetch: options.fetch,
    });
    // Also for a token that it does not know (section 2.2); 503 says that it is still alive.
    if (status !== 200) throw new Error(`revocation was answered ${status}`);
  };
}
