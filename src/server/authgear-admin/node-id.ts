/** Relay node id of Authgear: base64url without padding of `Type:id` (contract section 4). */
export function nodeID(type: "User" | "Session", id: string): string {
  return toBase64URL(`${type}:${id}`);
}

/** The bare id of a node of this type, `undefined` for anything else. */
export function bareID(type: "User" | "Session", node: unknown): string | undefined {
  if (typeof node !== "string" || !/^[\w-]+$/.test(node)) return undefined;
  const text = atob(node.replaceAll("-", "+").replaceAll("_", "/"));
  return text.startsWith(`${type}:`) && text.length > type.length + 1
    ? text.slice(type.length + 1)
    : undefined;
}

/** base64url without padding of the text in UTF-8. */
export function toBase64URL(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
