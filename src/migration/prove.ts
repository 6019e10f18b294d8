import { LOCK_BEHIND, ON_DISK } from "./deadlines.js";
import { type Desk, note, storedSid, writtenRef } from "./desk.js";
import type { Event, ProvenSession } from "./machine.js";
import { legacyFacts } from "./read.js";

/**
 * Both halves of the browser's proof (R5): the access token by userinfo with the right `sub`, the refresh token
 * that storage holds now by `app_session_token`.
 */
export async function prove(desk: Desk): Promise<Event> {
  const { authgear, storage, run } = desk;
  const journal = await desk.journal.read();
  const userID = journal?.sid === run.sid && journal?.userID;
  try {
    const accessToken = await authgear.accessToken();
    const token = storage.token();
    if (accessToken && token && storedSid(desk) === run.sid) {
      desk.token = token;
      const [sub, accepted] = await Promise.all([authgear.userinfo(accessToken), authgear.accepts(token)]);
      if (accepted === false || (sub && userID && sub !== userID)) return { type: "refused" };
      if (accepted && sub) return { type: "proven", proof: { sid: run.sid } as ProvenSession };
    }
  } catch {
    // Authgear could not be asked
  }
  return { type: storedSid(desk) === run.sid ? "unproven" : "vanished" };
}

/** Takes a refused session out again, but only exactly that one, and only beside a legacy session (R6). */
export async function takeOut(desk: Desk, _: unknown, signal: AbortSignal): Promise<Event> {
  const { storage, accessUntil = Infinity } = desk;
  const release = await desk.lock(LOCK_BEHIND);
  const phase = (await desk.journal.read())?.phase;
  const { is } = await legacyFacts(desk);
  const young = accessUntil > desk.now() && phase?.startsWith("install");
  // Told as signed in by now, or signed out: a page does not flip (R6).
  const ours = !signal.aborted && release && young && is === "present" && storage.token() === desk.token;
  if (ours) {
    storage.setToken(null);
    await note(desk, { phase: "refused" });
  }
  release?.();
  return { type: ours ? "taken" : "left" };
}

/** Waits until the token stood unchanged for `ON_DISK`; a rotation, a missing or a future date starts again (R7). */
export async function age(desk: Desk, _: unknown, signal: AbortSignal): Promise<Event> {
  const { now } = desk;
  for (;;) {
    const token = desk.storage.token();
    if (!token || signal.aborted || storedSid(desk) !== desk.run.sid) return { type: "vanished" };
    const tokenRef = await writtenRef(desk, token);
    const { tokenSince = 0 } = await note(desk, ({ tokenRef: known, tokenSince: since = Infinity }) => ({
      tokenRef,
      tokenSince: known === tokenRef && since <= now() ? since : now(),
    }));
    const left = tokenSince + ON_DISK - now();
    if (left <= 0) {
      desk.token = token;
      return { type: "aged" };
    }
    await desk.wait(left, signal);
  }
}
