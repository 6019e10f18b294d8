import type { JWK } from "jose";
import { asRecord } from "../as-record.js";
import { checkOrigin } from "../upstream-url.js";
import { checkText, wrongOption } from "../wrong-option.js";
import type { AdminPrivateKey } from "./admin-token.js";

export interface AuthgearServerOptions {
  /** Public origin of the project, exactly as browsers see it. */
  endpoint: string;
  /**
   * Origin at which the Admin API is called; default `endpoint`. Also http where the name cannot be a public one: localhost, a
   * name without a dot, `*.internal`, `*.local`.
   */
  adminEndpoint?: string;
  /** The project (app) id: audience of the Admin API token. */
  projectID: string;
  /** Key id of the Admin API key, as the portal shows it. */
  keyID: string;
  privateKey: AdminPrivateKey;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
  deadlines?: {
    /** Milliseconds for one Admin operation, retry and pages included; default 8,000, at most 8,000 (the lease is 20 s). */
    adminMs?: number;
    /** Milliseconds for userinfo and for the check of a refresh token; default 2,000, at most 5,000. */
    proofMs?: number;
  };
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
}

/** The options with every default in its place. */
export interface AuthgearServerSettings {
  endpoint: string;
  adminEndpoint: string;
  projectID: string;
  keyID: string;
  privateKey: AdminPrivateKey;
  fetch: typeof fetch | undefined;
  adminMs: number;
  proofMs: number;
  now: () => number;
}

/** @throws TypeError naming the option; never with any part of the private key. */
export function checkAuthgearServerOptions(options: AuthgearServerOptions): AuthgearServerSettings {
  const endpoint = checkOrigin("endpoint", options.endpoint);
  return {
    endpoint,
    adminEndpoint: options.adminEndpoint === undefined ? endpoint : checkAdminOrigin(options.adminEndpoint),
    projectID: checkText("projectID", options.projectID, "give the project id, as in the portal"),
    keyID: checkText("keyID", options.keyID, "give the key id of the Admin API key, as in the portal"),
    privateKey: checkPrivateKey(options.privateKey),
    fetch: options.fetch,
    adminMs: checkDeadline("deadlines.adminMs", options.deadlines?.adminMs, 8000, 8000),
    proofMs: checkDeadline("deadlines.proofMs", options.deadlines?.proofMs, 2000, 5000),
    now: options.now ?? Date.now,
  };
}

function checkAdminOrigin(value: unknown): string {
  if (typeof value === "string" && URL.canParse(value)) {
    const url = new URL(value);
    const inside = /^[^.:[\]]+$|\.(internal|local)$/.test(url.hostname);
    if (url.protocol === "http:" && inside && value.replace(/\/$/, "") === url.origin) return url.origin;
  }
  return checkOrigin("adminEndpoint", value);
}

function checkPrivateKey(key: unknown): AdminPrivateKey {
  const wrong = (got: string): TypeError =>
    new TypeError(`"privateKey" is ${got}: give the RSA private key as PEM (PKCS #8), JWK or CryptoKey`);
  if (typeof key === "string") {
    if (key.includes("-----BEGIN RSA PRIVATE KEY-----")) {
      throw wrong("PKCS #1 (convert it with: openssl pkcs8 -topk8 -nocrypt)");
    }
    if (!key.includes("-----BEGIN PRIVATE KEY-----")) throw wrong("a text that is no PEM private key");
    return key;
  }
  if (key instanceof CryptoKey) {
    if (key.type === "private" && key.algorithm.name === "RSASSA-PKCS1-v1_5" && key.usages.includes("sign"))
      return key;
    throw wrong("a CryptoKey that cannot sign RS256");
  }
  if (isRSAPrivateJWK(key)) return key;
  throw wrong(key === undefined ? "missing" : "no RSA private key");
}

function isRSAPrivateJWK(key: unknown): key is JWK {
  const { kty, n, e, d } = asRecord(key);
  return kty === "RSA" && [n, e, d].every((member) => typeof member === "string");
}

function checkDeadline(name: string, value: unknown, fallback: number, max: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value >= 100 && value <= max) return value;
  throw wrongOption(name, value, `give 100 to ${max} milliseconds`);
}
