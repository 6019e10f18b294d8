import type { ExchangeReply } from "../protocol/wire.js";
import { type Desk, note, writtenRef } from "./desk.js";
import type { Event } from "./machine.js";
import { isPending, sidOf } from "./marker.js";

/** What an answer leaves nothing of. */
const FRESH = { attempts: 0, nextAttemptAt: 0, loads: 0, replaces: undefined };

/** Journal first, then the marker and the token in one synchronous step, then everything read back (R3). */
export async function install(
  desk: Desk,
  { reply }: { reply: ExchangeReply },
  signal: AbortSignal,
): Promise<Event> {
  const { storage, now } = desk;
  const { refresh_token: token, expires_in: life } = reply.session;
  const sid = sidOf(token);
  const open = now();
  const tokenRef = await writtenRef(desk, token, open);
  desk.reply = reply;
  await note(desk, {
    phase: "installing",
    sid,
    userID: reply.user.sub,
    migrationId: reply.migration_id,
    confirmation: reply.confirmation,
    tokenRef,
    // Unknown until it is written: the ten seconds begin after that (R7).
    tokenSince: undefined,
    ...FRESH,
  });
  const wrote = (result: Extract<Event, { type: "wrote" }>["result"]): Event => ({ type: "wrote", result });
  const moved = (): boolean => (storage.marker().epoch ?? 0) !== desk.epoch;

  if (signal.aborted || moved() || isPending(storage.marker())) return wrote("signed-out");
  if (storage.token() !== null) return wrote("stored");
  try {
    const { tombstone: _, ...marker } = storage.marker();
    storage.setMarker({ ...marker, open });
    storage.setToken(token);
  } catch {
    // what counts is what storage holds now
  }

  const stored = storage.token();
  if (moved()) {
    if (stored === token) storage.setToken(null);
    return wrote("signed-out");
  }
  if (stored === null) {
    await note(desk, { phase: "exchanging" });
    return wrote("refused");
  }
  if (stored !== token) return wrote(sidOf(stored) === sid ? "stored" : "other");
  if (life) desk.accessUntil = now() + life * 1_000;
  // Only now: a sign-out that came in between may have nothing but its copy in the journal (R8).
  await note(desk, { phase: "installed", tokenSince: now(), tombstone: storage.marker().tombstone });
  return wrote("ours");
}

/** The container takes the session over, before anybody is told of it. */
export async function adopt(desk: Desk): Promise<void> {
  const { access_token, expires_in } = desk.reply?.session ?? {};
  desk.shown.sid = desk.run.sid;
  await desk.authgear.adopt(access_token, expires_in);
}

/** A session that nobody may have any more ends at the server. */
export async function endOwn({ reply, exchange }: Desk): Promise<void> {
  if (reply) await exchange.signOut({ migration_id: reply.migration_id, confirmation: reply.confirmation });
}
