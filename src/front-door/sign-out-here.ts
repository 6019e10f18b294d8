import { readItem, writeItem } from "../browser/local-storage.js";
import type { OwnSignOut } from "../migration/machine.js";
import { parseMarker, sidOf, type Tombstone } from "../migration/marker.js";

/**
 * The local part of signing out, in one synchronous step and without the engine: a page that cannot load it signs
 * out all the same (R9). Only the session that this tab shows is deleted (R6).
 */
export function signOutHere(keys: { token: string; marker: string }, sid: string | undefined): OwnSignOut {
  const marker = parseMarker(readItem(keys.marker));
  const now = Date.now();
  const epoch = Math.max((marker.epoch ?? 0) + 1, now);
  const stone: Tombstone = { sid, epoch, at: Math.floor(now / 1_000), pending: 1 };
  const token = readItem(keys.token);
  const mine = sidOf(token) === sid;
  try {
    writeItem(
      keys.marker,
      JSON.stringify({ ...marker, epoch, tombstone: [...(marker.tombstone ?? []), stone] }),
    );
    if (mine) writeItem(keys.token, null);
  } catch {
    // the journal keeps it
  }
  return { stone, token: mine && token ? token : undefined };
}
