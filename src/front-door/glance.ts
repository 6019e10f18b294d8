import { isPending, type Marker } from "../migration/marker.js";
import { NO_SESSION, SIGNED_IN, unknown } from "../migration/settled.js";
import type { MigrationOutcome } from "../migration/state.js";

/**
 * The front door's one decision: the outcome if it is certain already, and whether the engine has work.
 * Pure, synchronous, and never "nobody" where it does not know.
 */
export function glance(
  enabled: boolean,
  token: boolean,
  marker: Marker,
  hint: boolean | undefined,
): [outcome: MigrationOutcome | undefined, engine: boolean] {
  const { tombstone, open, done } = marker;
  if (token && !(enabled && tombstone?.[0])) {
    return [SIGNED_IN, enabled && !!(open ?? hint ?? !done)];
  }
  const pending = isPending(marker);
  if (!token && (pending || hint === false)) {
    return [NO_SESSION, enabled && pending];
  }
  return [enabled ? undefined : unknown("not-selected"), enabled];
}
