import { LOCK_BEHIND } from "./deadlines.js";
import { credential, type Desk, mark, note, storedSid } from "./desk.js";
import { sameLegacy } from "./facts.js";
import type { Event, OwnSignOut } from "./machine.js";
import { buried } from "./buried.js";
import type { Tombstone } from "./marker.js";
import { legacyFacts } from "./read.js";
import { forget, revokeSession } from "./revoke.js";
import type { SignOutResult } from "./state.js";

async function bury(desk: Desk, stone: Tombstone): Promise<void> {
  const change = buried(desk.storage.marker(), stone);
  mark(desk, change);
  await note(desk, { tombstone: change.tombstone });
}

/** Deletes the stored token if it is of one of these sessions, never by its presence alone (R6). */
function remove(desk: Desk, ...sids: (string | undefined)[]): void {
  const sid = storedSid(desk);
  if (sid && sids.includes(sid)) desk.storage.setToken(null);
}

/** A token that a sign-out of this browser should have taken is taken now (R1). */
export async function removeSignedOut(desk: Desk): Promise<void> {
  const journal = await desk.journal.read();
  remove(desk, journal?.sid, ...(desk.run.facts?.marker.tombstone ?? []).map(({ sid }) => sid));
}

/** The rest of the local part: what journal and run know goes into the tombstone, and the container follows (R9). */
export async function signOut(desk: Desk, { own }: { own: OwnSignOut }): Promise<void> {
  const { stone } = own;
  desk.own = own;
  desk.epoch = stone.epoch;
  const { sid, migrationId, confirmation, legacyRef } = (await desk.journal.read()) ?? {};
  const same = sid !== undefined && (stone.sid === undefined || stone.sid === sid);
  if (same) remove(desk, sid);
  const ref = desk.run.legacy?.ref ?? (same ? legacyRef : undefined);
  await bury(desk, { ...stone, legacyRef: ref, ...(same && { sid, migrationId, confirmation }) });
  // What they name is the tombstone's business now: the next migration is another one.
  await note(desk, { sid: undefined, migrationId: undefined, confirmation: undefined });
  desk.tellTabs();
}

/** Tells the server of each sign-out it has not acknowledged, by confirmation, else by the legacy credential. */
export async function deliver(desk: Desk): Promise<Event> {
  const { storage, exchange, own } = desk;
  let ended = !!own?.token && (await desk.authgear.revoke(own.token));
  let heard = true;
  for (const stone of storage.marker().tombstone ?? []) {
    if (!stone.pending) continue;
    const { is, ref } = await legacyFacts(desk);
    const { confirmation, migrationId: migration_id, at: before, epoch } = stone;
    const here = epoch === own?.stone.epoch;
    const legacyRef = stone.legacyRef ?? (here ? ref : undefined);
    const same = here || sameLegacy(legacyRef, ref);
    const known = confirmation && migration_id;
    let ending: typeof desk.ending = "none";
    let told = !known && is === "absent";
    if (known || is === "present") {
      const by = known
        ? { migration_id, confirmation, ...(same && credential(desk)) }
        : { ...credential(desk), before };
      const answer = await exchange.signOut(by);
      told =
        answer.type === "answered" || (answer.type === "problem" && /^(perm|sign)/.test(answer.problem.kind));
      if (answer.type === "answered") ending = answer.legacy;
    }
    if (told) await bury(desk, { ...stone, legacyRef, pending: undefined });
    heard &&= told;
    // The server ends the session that it gave; another one only Authgear can end.
    if (here && told && (known || !own?.token)) ended = true;
    desk.ending = told ? ending : "pending";
    if (known && !same) desk.held = undefined;
  }
  return {
    type: "delivered",
    out: { legacy: heard ? "ended" : "pending", authgear: ended ? "ended" : "pending" },
  };
}

/** Ends the legacy session as the server said, once it knows of the sign-out: its credential authenticates a retry. */
export async function endLegacy(desk: Desk, { out }: { out: SignOutResult }): Promise<Event> {
  const { ending, held } = desk;
  let ended = out.legacy === "ended" && ending !== "pending";
  if (ended && held && ending !== "none") {
    ended = ending === "done" || (await revokeSession(desk)) !== false;
    if (ended) await forget(desk);
  }
  return { type: "ended", out: { ...out, legacy: ended ? "ended" : "pending" } };
}

/** The local part once more, under the lock: a run of another tab may have written in between. */
export async function seal(desk: Desk): Promise<void> {
  const release = await desk.lock(LOCK_BEHIND);
  remove(desk, ...(desk.storage.marker().tombstone ?? []).map(({ sid }) => sid));
  release?.();
}
