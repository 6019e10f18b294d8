import { REVOKE, REVOKE_LOADS } from "./deadlines.js";
import { type Desk, mark, note } from "./desk.js";
import type { Effect, Event, ProvenSession } from "./machine.js";
import { sidOf } from "./marker.js";
import { within } from "./within.js";

/** Ends the legacy session in hand at its provider; `undefined`: the provider has no way to. */
export async function revokeSession(desk: Desk): Promise<boolean | undefined> {
  const { legacy, held } = desk;
  if (!held || !legacy.revoke) return undefined;
  return within(desk, REVOKE, async (signal) => (await legacy.revoke?.(held, signal), true), false);
}

/** The proof is the key to this door: there is no other way in behind a migration (R7). */
export async function revoke(desk: Desk, _: { proof: ProvenSession }): Promise<Event> {
  const token = desk.storage.token();
  if (sidOf(token) !== desk.run.sid) return { type: "vanished" };
  desk.token = token;
  const ended = await revokeSession(desk);
  if (ended) return { type: "revoked" };
  const type = ended === undefined ? "revoke-unsupported" : "revoke-failed";
  return { type, code: type };
}

/** Removes what the provider keeps in this browser. A failure is left to the next load. */
export async function forget(desk: Desk): Promise<void> {
  const { legacy, held } = desk;
  if (held) await within(desk, REVOKE, (signal) => legacy.forget(held, signal), undefined);
}

/** A legacy logout wiped storage: the token goes back, still under the lock, unless a sign-out was heard (R10). */
export function restore({ storage, token, run, epoch }: Desk): void {
  const marker = storage.marker();
  const heard = marker.tombstone ?? (marker.epoch ?? epoch) !== epoch;
  if (!token || sidOf(token) !== run.sid || storage.token() !== null || heard) return;
  try {
    storage.setToken(token);
  } catch {
    // the page goes on in memory
  }
}

/** Writes what a later load goes by. */
export async function record(desk: Desk, { as }: Extract<Effect, { do: "record" }>): Promise<void> {
  if (as === "confirmed") return void (await note(desk, { phase: as }));
  if (as === "revoke-pending") {
    const { loads = 0 } = await note(desk, (old) => ({ phase: as, loads: (old.loads ?? 0) + 1 }));
    if (loads < REVOKE_LOADS) return;
  }
  const done = desk.run.legacy?.ref ?? (await desk.journal.read())?.legacyRef;
  mark(desk, { open: undefined, kept: as === "kept" ? 1 : undefined, ...(done && { done }) });
}
