import { decodeBase64url, encodeTextBase64url } from "../model/base64url.js";

/** The global ID of a node: base64url without padding of `Type:id` (contract section 4). */
export function encodeNodeID(type: string, id: string): string {
  return encodeTextBase64url(`${type}:${id}`);
}

export interface NodeID {
  type: string;
  id: string;
}

/** undefined for anything else: padding, the standard alphabet, a bare UUID. */
export function decodeNodeID(value: string): NodeID | undefined {
  const [type, id] = (decodeBase64url(value) ?? "").split(":");
  return type === undefined || id === undefined ? undefined : { type, id };
}
