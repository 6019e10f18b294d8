/** A sign-out on this browser, kept until the server knows of it and a legacy session cannot undo it (R8). */
export interface Tombstone {
  /** Session id of the Authgear session that was signed out, if there was one. */
  sid?: string | undefined;
  /** Salted hash of the legacy credential at that moment; a cookie has none. */
  legacyRef?: string | undefined;
  migrationId?: string | undefined;
  confirmation?: string | undefined;
  epoch: number;
  /** Unix seconds. */
  at: number;
  /** 1 while the server has not acknowledged it. */
  pending?: 1 | undefined;
}

/** What localStorage holds beside the token, so that a page load can decide without IndexedDB. */
export interface Marker {
  v: 1;
  /** The legacy session that has given its session away (R12). */
  done?: string;
  /** With `done`: that legacy session stays in use, so nobody forgets it. */
  kept?: 1;
  /** There is work for the engine behind a present token, which was written then: milliseconds since the epoch. */
  open?: number;
  /** Goes up with each sign-out of this browser (T9). */
  epoch?: number;
  tombstone?: Tombstone[];
}

/** How long what one tab wrote may take to the next one that is given the lock. Milliseconds. */
export const ON_ITS_WAY = 200;

/** One key per Authgear client. */
export function markerKey(clientID: string): string {
  return `authgear-session-migration:${clientID}`;
}

/** A marker of another version, a damaged one, or none, counts as empty (T10). */
export function parseMarker(text: string | null): Marker {
  try {
    const marker = JSON.parse(text ?? "") as Marker;
    if (marker.v === 1 && (marker.tombstone ?? []).every(Boolean)) return marker;
  } catch {
    // not ours
  }
  return { v: 1 };
}

/** The session id of an Authgear refresh token: what stands before the first dot (contract fact 1). */
export function sidOf(token: string): string;
export function sidOf(token: string | null): string | undefined;
export function sidOf(token: string | null): string | undefined {
  return token?.split(".")[0];
}

/** Some sign-out of this browser is not known to the server yet. */
export function isPending(marker: Marker): boolean {
  return !!marker.tombstone?.some(({ pending }) => pending);
}
