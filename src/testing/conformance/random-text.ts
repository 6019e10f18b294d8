/** So many random bytes as base64url (RFC 4648 section 5) without padding. */
export function randomText(bytes: number): string {
  const text = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
