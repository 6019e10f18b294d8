import { type ExchangeReply, type LegacyOutcome, PROTOCOL } from "./wire.js";

function fields(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}

/** `undefined` unless the body is an exchange reply of this protocol version, whole (X5). */
export function parseExchangeReply(body: unknown): ExchangeReply | undefined {
  const { protocol, migration_id, confirmation, user, session, legacy_revocation } = fields(body);
  const { refresh_token, access_token, expires_in, verified } = fields(session);
  const texts = [migration_id, confirmation, fields(user).sub, refresh_token, access_token ?? "-"];
  const valid =
    protocol === PROTOCOL &&
    texts.every((text) => text && typeof text === "string") &&
    /^[^.\s"]+\.[^.\s"]+$/.test(String(refresh_token)) &&
    typeof verified === "boolean" &&
    (!access_token || (typeof expires_in === "number" && expires_in > 0)) &&
    /^(client|server|none)$/.test(String(legacy_revocation));
  return valid ? (body as ExchangeReply) : undefined;
}

/** `undefined` unless the body is the answer to a confirm or a sign-out. */
export function parseLegacyReply(body: unknown): LegacyOutcome | undefined {
  const { legacy } = fields(body);
  return /^(done|pending|client|none)$/.test(String(legacy)) ? (legacy as LegacyOutcome) : undefined;
}
