import { readItem, writeItem } from "../browser/local-storage.js";
import { parseMarker } from "../migration/marker.js";
import type { StoragePort } from "../migration/ports.js";

/** What one client keeps in localStorage. */
export function storageOf(keys: { token: string; marker: string }): StoragePort {
  return {
    token: () => readItem(keys.token),
    setToken: (token) => writeItem(keys.token, token),
    marker: () => parseMarker(readItem(keys.marker)),
    setMarker: (marker) => writeItem(keys.marker, JSON.stringify(marker)),
  };
}
