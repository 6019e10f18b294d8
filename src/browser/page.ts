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

/** The answer of another log-in stands in the address (F5), also one without a state: by its form, no voucher's. */
export function isCallback(): boolean {
  const given = location.search + location.hash;
  return /[?&#](code=[\w-]{32}|error_desc|state=.*[?&#](code|error)=|(code|error)=.*[?&#]state=)/.test(given);
}
