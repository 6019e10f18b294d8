import { asRecord } from "../as-record.js";
import type { Ledger } from "../ledger/ledger.js";
import { checkSecret } from "../secret.js";
import { checkOrigin } from "../upstream-url.js";
import { checkVerifiers } from "../verify/check-verifiers.js";
import type { LegacyClaims, Verifier } from "../verify/verifier.js";
import { checkTexts, wrongOption } from "../wrong-option.js";

export interface SessionResolverOptions {
  authgear: {
    /** Public origin of the project, exactly as browsers see it. */
    endpoint: string;
    /** The Authgear clients whose sessions this API serves. */
    clientIDs: string | readonly string[];
    /**
     * Whether Authgear's opaque access tokens are taken. Default true. Authgear does not say which client such a token is for: every client of the
     * project but third parties is served whose token may read all of userinfo. Say false where all of `clientIDs` get JWTs.
     */
    opaqueTokens?: boolean;
  };
  /** The handler's. */
  verifiers: Verifier | readonly Verifier[];
  /** The handler's. */
  ledger: Ledger;
  /** The handler's. */
  secret: string | Uint8Array;
  /**
   * The Authgear user id of a legacy user who is recorded nowhere in the ledger; null where there is none. Has 3 seconds. Default: null, always.
   */
  mapUserID?: (claims: LegacyClaims) => string | null | Promise<string | null>;
  /** Seconds for which a session that was given away is still served, so that other tabs can change over. Default: until it is signed out. */
  movedGraceSeconds?: number;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
}

/** The options with every default in its place. */
export interface SessionResolverSettings {
  endpoint: string;
  clientIDs: readonly string[];
  opaqueTokens: boolean;
  verifiers: readonly Verifier[];
  ledger: Pick<Ledger, "standing">;
  secret: Uint8Array;
  mapUserID: NonNullable<SessionResolverOptions["mapUserID"]>;
  movedGraceSeconds: number;
  fetch: typeof fetch | undefined;
  now: () => number;
}

/** @throws TypeError naming the option; never with any part of the secret. */
export function checkSessionResolverOptions(options: SessionResolverOptions): SessionResolverSettings {
  const { ledger, mapUserID = () => null, movedGraceSeconds = Number.POSITIVE_INFINITY } = options;
  const { endpoint, clientIDs, opaqueTokens = true } = asRecord(options.authgear);
  if (typeof opaqueTokens !== "boolean") {
    throw wrongOption("authgear.opaqueTokens", opaqueTokens, "give true or false");
  }
  if (typeof ledger?.standing !== "function") {
    throw wrongOption("ledger", ledger, "give the handler's: it knows which sessions were signed out");
  }
  if (typeof mapUserID !== "function") throw wrongOption("mapUserID", mapUserID, "give a function");
  if (!(movedGraceSeconds >= 0)) {
    throw wrongOption("movedGraceSeconds", movedGraceSeconds, "give seconds, 0 or more");
  }
  return {
    endpoint: checkOrigin("authgear.endpoint", endpoint),
    clientIDs: checkTexts("authgear.clientIDs", clientIDs, "list the Authgear client ids of this API's apps"),
    opaqueTokens,
    verifiers: checkVerifiers(options.verifiers),
    ledger,
    secret: checkSecret(options.secret),
    mapUserID,
    movedGraceSeconds,
    fetch: options.fetch,
    now: options.now ?? Date.now,
  };
}
