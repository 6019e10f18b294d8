import type { Journal } from "./journal.js";
import type { Marker } from "./marker.js";

/** What storage says, token key and marker read in one synchronous step (R1). */
export interface Facts {
  /** Session id of the stored Authgear token. */
  sid?: string | undefined;
  marker: Marker;
  journal?: Journal | undefined;
  /** The stored token stood unchanged for `ON_DISK`. */
  aged: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What the legacy provider says. A cookie session has no `ref` (R13). */
export interface LegacyFacts {
  is: "present" | "absent" | "unknown";
  ref?: string | undefined;
}

/** Equal refs prove the same legacy session; anything else proves nothing (R13). */
export function sameLegacy(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b;
}
