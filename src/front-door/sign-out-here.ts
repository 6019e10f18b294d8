import type { OwnSignOut } from "../migration/machine.js";
import { sidOf, type Tombstone } from "../migration/marker.js";
import type { StoragePort } from "../migration/ports.js";

/**
 * The local part of signing out, in one synchronous step and without the engine: a page that cannot load it signs
 * out all the same (R9). Only the session that this tab shows is deleted (R6).
 */
export function signOutHere(storage: StoragePort, sid: string | undefined): OwnSignOut {
  const { epoch: last = 0, tombstone = [], ...marker } = storage.marker();
  const now = Date.now();
  const epoch = Math.max(last + 1, now);
  const stone: Tombstone = { sid, epoch, at: Math.floor(now / 1_000), pending: 1 };
  const token = storage.token();
  const mine = sidOf(token) === sid;
  try {
    storage.setMarker({ ...marker, epoch, tombstone: [...tombstone, stone] });
    if (mine) storage.setToken(null);
  } catch {
    // the journal keeps it
  }
  return { stone, ...(mine && { token }) };
}
