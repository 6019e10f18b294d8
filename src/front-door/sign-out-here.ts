import { readItem, writeItem } from "../browser/local-storage.js";
import type { OwnSignOut } from "../migration/machine.js";
import { buried, parseMarker, sidOf } from "../migration/marker.js";

/**
 * The local part of signing out, in one synchronous step and without the engine: a page that cannot load it signs
 * out all the same (R9). Only the session that this tab shows is deleted (R6).
 */
export function signOutHere(
  keys: { token: string; marker: string },
  { sid }: { sid: string | undefined },
): OwnSignOut {
  const marker = parseMarker(readItem(keys.marker));
  const now = Date.now();
  const epoch = Math.max((marker.epoch ?? 0) + 1, now);
  const stone = { epoch, at: Math.floor(now / 1_000), pending: 1, sid } as const;
  const token = readItem(keys.token) ?? undefined;
  const own = { stone, ...(token && sidOf(token) === sid && { token }) };
  try {
    writeItem(keys.marker, JSON.stringify({ ...marker, ...buried(marker, stone) }));
    if (own.token) writeItem(keys.token, null);
  } catch {
    // the journal keeps it
  }
  return own;
}
