/**
 * Where nothing may be migrated: an embedded page, whose storage is not the one that its visitor knows (S11), a page
 * without localStorage (S2) or without the cryptography of a secure context (F7).
 */
export function isUnsupported(): boolean {
  try {
    return window.top !== window || !localStorage || !crypto.subtle;
  } catch {
    return true;
  }
}

/** The answer of another log-in stands in the address (F5). */
export function isCallback(): boolean {
  const given = location.search + location.hash;
  return /[?&#]state=/.test(given) && /[?&#](code|error)=/.test(given);
}
