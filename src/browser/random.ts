function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (char) => "-_"["+/".indexOf(char)] ?? "");
}

/** 256 random bits, base64url: 43 characters. */
export function randomKey(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** SHA-256 of a text behind its salt, base64url. The texts are high-entropy credentials: nobody guesses them. */
export async function saltedHash(salt: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${salt}\n${text}`);
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
