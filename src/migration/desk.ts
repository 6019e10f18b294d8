import type { ExchangeReply, LegacyOutcome } from "../protocol/wire.js";
import type { Journal } from "./journal.js";
import type { OwnSignOut, Run } from "./machine.js";
import { type Marker, sidOf } from "./marker.js";
import type { Ports } from "./ports.js";
import type { LegacySession } from "./provider.js";

/** What a run works with: its ports, where it stands, and the secrets that never leave this page's memory. */
export interface Desk extends Ports {
  run: Run;
  /** The legacy session that was read last. */
  held?: LegacySession | undefined;
  /** The latest reading of it. */
  reading?: object;
  reply?: ExchangeReply;
  /** Until when the issued access token counts as good, milliseconds since the epoch. */
  accessUntil?: number;
  /** Sign-outs of this browser when storage was read last (T9). */
  epoch: number;
  /** The refresh token that was proven or refused, has aged, or stood in storage before the legacy session was ended. */
  token?: string | null;
  /** The sign-out of this page. */
  own?: OwnSignOut;
  /** What the server said of the legacy session of a sign-out. */
  ending?: LegacyOutcome;
  release?: (() => void) | null;
}

type Change = { [K in keyof Journal]?: Journal[K] | undefined };

/** Adds to the journal, or begins one. */
export function note(desk: Desk, change: Change | ((old: Partial<Journal>) => Change)): Promise<Journal> {
  const key = desk.randomKey();
  return desk.journal.update((old) => {
    const changed = typeof change === "function" ? change(old ?? {}) : change;
    return { v: 1, key, phase: "exchanging", ...old, ...changed } as Journal;
  });
}

/** Changes the marker; where storage is closed, the next load goes through the same steps again. */
export function mark({ storage }: Desk, change: { [K in keyof Marker]?: Marker[K] | undefined }): void {
  try {
    storage.setMarker({ ...storage.marker(), ...change } as Marker);
  } catch {
    // not kept
  }
}

/** Session id of the stored token. */
export function storedSid({ storage }: Pick<Ports, "storage">): string | undefined {
  return sidOf(storage.token());
}

/** Names this token as it was written this time: storage may have lost it before, and the journal would not know. */
export function writtenRef(
  { hash, storage }: Ports,
  token: string,
  open: number | undefined = storage.marker().open,
): Promise<string> {
  return hash(token + open);
}

/** The body members that carry the legacy credential in hand. */
export function credential({ held }: Desk): { subject_token?: string; subject_token_type?: string } {
  if (!held || !("token" in held)) return {};
  return { subject_token: held.token, ...(held.tokenType && { subject_token_type: held.tokenType }) };
}
