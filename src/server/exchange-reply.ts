import { PROTOCOL, type ExchangeReply, type WireSession } from "../protocol/wire.js";
import type { Core } from "./core.js";
import type { IssuedReply } from "./ledger/sealed-reply.js";

/** An access token with less left would run out while the page starts. Seconds. */
const LEAST_LEFT_S = 60;

/** The 200 of an exchange; `accessLeft` in seconds, counted now. */
export function exchangeReply(
  { legacyRevocation }: Core,
  migrationID: string,
  { sub, refreshToken, accessToken, verified, confirmation }: IssuedReply,
  accessLeft: number,
): ExchangeReply {
  const session: WireSession = { token_type: "Bearer", refresh_token: refreshToken, verified };
  if (accessToken !== undefined && accessLeft >= LEAST_LEFT_S) {
    session.access_token = accessToken;
    session.expires_in = Math.floor(accessLeft);
  }
  return {
    protocol: PROTOCOL,
    migration_id: migrationID,
    confirmation,
    user: { sub },
    session,
    legacy_revocation: legacyRevocation,
  };
}
