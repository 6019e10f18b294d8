import { decodeBase64URL, encodeBase64URL } from "../base64url.js";

/** Relay node id of Authgear: base64url without padding of `Type:id` (contract section 4). */
export function nodeID(type: "User" | "Session", id: string): string {
  return encodeBase64URL(`${type}:${id}`);
}

/** The bare id of a node of this type, `undefined` for anything else. */
export function bareID(type: "User" | "Session", node: unknown): string | undefined {
  const text = typeof node === "string" ? decodeBase64URL(node) : undefined;
  if (!text?.startsWith(`${type}:`)) return undefined;
  const id = text.slice(type.length + 1);
  return id === "" ? undefined : id;
}
