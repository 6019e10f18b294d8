import { BACK_OFF, IN_PROGRESS } from "./deadlines.js";
import { credential, type Desk, note } from "./desk.js";
import { sameLegacy } from "./facts.js";
import type { LastAnswer } from "./journal.js";
import type { Event } from "./machine.js";

/** One POST with the one key of this unresolved migration, in the journal before it is sent (R2). */
export async function exchange(desk: Desk, _: unknown, signal: AbortSignal): Promise<Event> {
  const { replaces, legacy } = desk.run;
  try {
    await desk.authgear.load();
  } catch {
    return { type: "lost", code: "engine-unavailable" };
  }
  const fresh = desk.randomKey();
  const { key } = await note(desk, (old) => ({
    key: (replaces === undefined || old.replaces === replaces ? old.key : fresh) ?? fresh,
    phase: "exchanging",
    legacyRef: legacy?.ref,
    replaces,
    // Perhaps another user's: the confirmation in the journal is not about this one.
    ...(!sameLegacy(legacy?.ref, old.legacyRef) && {
      sid: undefined,
      migrationId: undefined,
      confirmation: undefined,
    }),
  }));
  if (signal.aborted) return { type: "lost", code: "timeout" };
  return desk.exchange.exchange(
    { ...credential(desk), ...(replaces !== undefined && { replaces }) },
    key,
    signal,
  );
}

/** Another request with the same key is under way: asks again a little later. */
export async function wait(
  desk: Desk,
  { seconds = 0 }: { seconds?: number | undefined },
  signal: AbortSignal,
): Promise<Event> {
  const [least, most] = IN_PROGRESS;
  await desk.wait(Math.min(Math.max(seconds * 1_000, least), most), signal);
  return { type: "waited" };
}

/**
 * Keeps the answer for the loads before the next attempt: as late as the server asked for, else later with each
 * failure, the first for free.
 */
export async function remember(
  desk: Desk,
  { answer, retryAfter }: { answer: LastAnswer; retryAfter?: number | undefined },
): Promise<void> {
  await note(desk, ({ attempts = 0 }) => {
    const own = attempts && 2_000 * 4 ** Math.min(attempts - 1, 6) * (0.5 + desk.random());
    const pause = Math.min(retryAfter ? retryAfter * 1_000 : own, BACK_OFF);
    return { attempts: attempts + 1, last: answer, nextAttemptAt: desk.now() + pause };
  });
}
