import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { asRecord } from "../as-record.js";
import { parseJSON } from "../parse-json.js";
import { lengthPrefixed } from "./keys.js";

/** What a replay hands out again. */
export interface IssuedReply {
  sub: string;
  refreshToken: string;
  /** Absent: Authgear did not accept the issued one. */
  accessToken?: string;
  verified: boolean;
  confirmation: string;
}

/** The reply as the ledger keeps it: without the idempotency key, which is stored nowhere, nobody opens it. */
export interface SealedReply {
  reply: Buffer;
  salt: Buffer;
}

/** What a sealed reply is bound to, and the two secrets that open it. */
export interface SealContext {
  migrationID: string;
  sessionKey: Uint8Array;
  clientID: string;
  attempt: number;
  idempotencyKey: string;
  secret: Uint8Array;
}

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Protocol section 6: AES-256-GCM under HKDF-SHA-256 of the idempotency key and the server's secret. */
export function sealReply(reply: IssuedReply, context: SealContext): SealedReply {
  const salt = randomBytes(32);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, encryptionKey(context, salt), nonce);
  cipher.setAAD(boundTo(context));
  const text = Buffer.concat([cipher.update(JSON.stringify(reply)), cipher.final()]);
  return { reply: Buffer.concat([nonce, cipher.getAuthTag(), text]), salt };
}

/** `undefined` under any other key, row or attempt. */
export function openReply({ reply, salt }: SealedReply, context: SealContext): IssuedReply | undefined {
  try {
    const nonce = reply.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, encryptionKey(context, salt), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(reply.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    decipher.setAAD(boundTo(context));
    const text = Buffer.concat([decipher.update(reply.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return parseIssuedReply(parseJSON(text.toString()));
  } catch {
    return undefined;
  }
}

function encryptionKey({ idempotencyKey, secret }: SealContext, salt: Uint8Array): Buffer {
  const material = Buffer.concat([Buffer.from(idempotencyKey), secret]);
  return Buffer.from(hkdfSync("sha256", material, salt, "asm/1/reply", 32));
}

function boundTo({ migrationID, sessionKey, clientID, attempt }: SealContext): Buffer {
  const fields = [Buffer.from(migrationID), sessionKey, Buffer.from(clientID), Buffer.from(String(attempt))];
  return Buffer.concat(fields.map(lengthPrefixed));
}

function parseIssuedReply(value: unknown): IssuedReply | undefined {
  const { sub, refreshToken, accessToken, verified, confirmation } = asRecord(value);
  if (typeof sub !== "string" || typeof refreshToken !== "string" || typeof confirmation !== "string") {
    return undefined;
  }
  const issued = { sub, refreshToken, confirmation, verified: verified === true };
  return typeof accessToken === "string" ? { ...issued, accessToken } : issued;
}
