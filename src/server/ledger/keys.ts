import { createHmac } from "node:crypto";
import type { LegacyClaims } from "../verify/verifier.js";

/** First byte of every key: says how the rest was made. */
const VERSION = Buffer.from([1]);

/** What the ledger knows of a legacy session: two HMACs, from which nobody reads who it is. */
export interface LedgerKeys {
  sessionKey: Buffer;
  subjectKey: Buffer;
}

/** The keys of a verified legacy session (protocol section 6). */
export function ledgerKeys(
  secret: Uint8Array,
  { name, issuer, subject, sessionId }: Pick<LegacyClaims, "name" | "issuer" | "subject" | "sessionId">,
): LedgerKeys {
  return {
    sessionKey: ledgerKey(secret, [name, issuer, sessionId]),
    subjectKey: subjectKey(secret, { name, issuer, subject }),
  };
}

/** The key of a legacy user, the same for all of the user's sessions. */
export function subjectKey(
  secret: Uint8Array,
  { name, issuer, subject }: Pick<LegacyClaims, "name" | "issuer" | "subject">,
): Buffer {
  return ledgerKey(secret, [name, issuer, subject]);
}

function ledgerKey(secret: Uint8Array, fields: readonly string[]): Buffer {
  const hmac = createHmac("sha256", secret);
  for (const field of fields) hmac.update(lengthPrefixed(Buffer.from(field)));
  return Buffer.concat([VERSION, hmac.digest()]);
}

/** Four bytes of length, big-endian, then the bytes: no two lists of fields give the same text. */
export function lengthPrefixed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}
