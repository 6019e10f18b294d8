import { ON_DISK, READ } from "./deadlines.js";
import { type Desk, mark, writtenRef } from "./desk.js";
import type { LegacyFacts } from "./facts.js";
import type { Event } from "./machine.js";
import { ON_ITS_WAY, sidOf } from "./marker.js";
import type { LegacySession } from "./provider.js";
import { within } from "./within.js";

/** Token key and marker in one synchronous step, then the journal (R1). */
export async function readStorage(desk: Desk, _: unknown, signal: AbortSignal): Promise<Event | void> {
  const { storage, now } = desk;
  const token = storage.token();
  let marker = storage.marker();
  desk.epoch = marker.epoch ?? 0;
  const journal = await desk.journal.read();
  const { tombstone, tokenSince = Infinity, tokenRef } = journal ?? {};
  const age = now() - tokenSince;
  // Chromium hands a lock on before the next tab can read what was written under it.
  if (token === null && journal?.sid && age >= 0 && age < ON_ITS_WAY) {
    await desk.wait(ON_ITS_WAY - age, signal);
    return signal.aborted ? undefined : readStorage(desk, undefined, signal);
  }
  // Wiped by somebody who does not know it: the journal still remembers who signed out here (R8).
  if (!desk.epoch && tombstone) {
    desk.epoch = Math.max(...tombstone.map(({ epoch }) => epoch));
    marker = { ...marker, tombstone, epoch: desk.epoch };
    mark(desk, marker);
  }
  const aged = age >= ON_DISK && token !== null && tokenRef === (await writtenRef(desk, token, marker.open));
  return { type: "storage", facts: { sid: sidOf(token), marker, journal, aged, now: now() } };
}

/** Asks the provider. Anything but a clear answer is `unknown`, never `absent` (D1, D2, D5). */
export async function legacyFacts(desk: Desk, fresh = false): Promise<LegacyFacts> {
  const { legacy } = desk;
  desk.held = undefined;
  const mine = (desk.reading = {});
  const look = async (signal: AbortSignal): Promise<LegacySession | null | undefined> => {
    if (legacy.hint?.() === false) return null;
    const found = await legacy.read(signal, { fresh });
    if (!found) return found;
    // A quoted or prefixed token is a mistake of the getter, and no server would take it.
    const good = "token" in found ? /^(?!undefined$)[^\s"]+$/.test(found.token) : found.cookie;
    return good ? found : undefined;
  };
  const session = await within(desk, READ, look, undefined);
  if (session === null) return { is: "absent" };
  // A read that an earlier turn began may come late.
  if (desk.reading === mine) desk.held = session;
  if (!session) return { is: "unknown" };
  return { is: "present", ...("token" in session && { ref: await desk.hash(session.token) }) };
}

export async function readLegacy(desk: Desk, { fresh }: { fresh?: boolean }): Promise<Event> {
  return { type: "legacy", legacy: await legacyFacts(desk, fresh) };
}
