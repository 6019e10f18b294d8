import { asRecord } from "../as-record.js";
import { decodeBase64URL } from "../base64url.js";
import { parseUniqueJSON } from "./parse-unique-json.js";

/** Longer tokens are refused before anything is decoded; the largest seen in use have about 12 KB. */
const MAX_CHARACTERS = 16_384;

/** A compact JWS whose parts could be read. Nothing of it is believed yet. */
export interface ParsedJWT {
  header: Readonly<Record<string, unknown>>;
  payload: Readonly<Record<string, unknown>>;
}

/** `undefined` unless it is three base64url parts, the first two of them JSON objects without repeated members. */
export function parseJWT(token: string): ParsedJWT | undefined {
  if (token.length > MAX_CHARACTERS) return undefined;
  const [head, body, signature, ...rest] = token.split(".");
  if (!head || !body || !signature || rest.length > 0) return undefined;
  const header = readPart(head);
  const payload = readPart(body);
  return header && payload ? { header, payload } : undefined;
}

function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseUniqueJSON(decodeBase64URL(part) ?? "");
  return typeof value === "object" && value !== null && !Array.isArray(value) ? asRecord(value) : undefined;
}
