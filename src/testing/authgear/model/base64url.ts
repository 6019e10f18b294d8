/** Base64url without padding (RFC 4648 section 5): the only form Authgear reads and writes. */
export function encodeBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

export function encodeTextBase64url(text: string): string {
  return encodeBase64url(new TextEncoder().encode(text));
}

/** The UTF-8 text; undefined for padding, the standard alphabet, or anything else that is not base64url. */
export function decodeBase64url(value: string): string | undefined {
  if (!/^[\w-]*$/.test(value) || value.length % 4 === 1) return undefined;
  const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
