import { checkSecret } from "../secret.js";

/** Headers of a signed hook request. */
export const HOOK_TIMESTAMP_HEADER = "Authgear-Migration-Timestamp";
export const HOOK_SIGNATURE_HEADER = "Authgear-Migration-Signature";

/** Seconds that a receiver accepts a signature before and after its time. */
const WINDOW_S = 300;

/** What a hook request is signed over. */
export interface HookMessage {
  /** Such as `POST`. */
  method: string;
  /** Path and query, as they stand in the request line. */
  path: string;
  /** Unix seconds, in digits. */
  timestamp: string;
  /** As it came over the wire, before anything parsed it. */
  body: string | Uint8Array;
}

/** `v1=` and the HMAC-SHA-256, in hex, of `v1`, method, path, timestamp and body, joined by line feeds. */
export async function signHook(secret: Uint8Array, message: HookMessage): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret, "sign"), signedBytes(message));
  return `v1=${Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export interface ReceivedHook extends Omit<HookMessage, "timestamp"> {
  /** The secret that `hookVerifier` has: at least 32 bytes. */
  secret: string | Uint8Array;
  /** Header `Authgear-Migration-Timestamp`. */
  timestamp: string | null | undefined;
  /** Header `Authgear-Migration-Signature`. */
  signature: string | null | undefined;
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
}

/**
 * Whether a request to a hook receiver was signed by `hookVerifier` in the last five minutes, compared in constant time. Web Crypto alone, so
 * it runs wherever a `fetch` handler does.
 * @throws TypeError without a usable `secret`; anything else that is wrong answers false.
 */
export async function verifyHookSignature(received: ReceivedHook): Promise<boolean> {
  const { timestamp, signature, now = Date.now } = received;
  const secret = checkSecret(received.secret);
  if (!timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now() / 1000 - Number(timestamp)) > WINDOW_S) return false;
  const hex = /^v1=([0-9a-f]{64})$/.exec(signature ?? "")?.[1];
  if (hex === undefined) return false;
  const mac = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const message = signedBytes({ ...received, timestamp });
  return crypto.subtle.verify("HMAC", await hmacKey(secret, "verify"), mac, message);
}

function signedBytes({ method, path, timestamp, body }: HookMessage): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`v1\n${method}\n${path}\n${timestamp}\n`);
  const rest = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const bytes = new Uint8Array(head.length + rest.length);
  bytes.set(head);
  bytes.set(rest, head.length);
  return bytes;
}

function hmacKey(secret: Uint8Array, usage: "sign" | "verify"): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", Uint8Array.from(secret), algorithm, false, [usage]);
}
