import { credential, type Desk, note } from "./desk.js";
import type { Event } from "./machine.js";
import { legacyFacts } from "./read.js";

/**
 * Tells the server that this browser proved the session and holds it on disk. By the confirmation of the journal,
 * or by the legacy credential with the session's id where the journal is lost or not about this session.
 */
export async function confirm(desk: Desk, { by }: { by?: "credential" }): Promise<Event> {
  const { exchange, run, reply, storage, token } = desk;
  const { sid, confirmation, migrationId: migration_id } = (await desk.journal.read()) ?? {};
  if (!desk.held) await legacyFacts(desk);
  const legacy = credential(desk);
  /** Storage may have been evicted, or the token rotated, since it had aged (R7). */
  const send = async (body: Parameters<typeof exchange.confirm>[0]): Promise<Event> =>
    storage.token() === token ? exchange.confirm(body) : { type: "vanished" };
  if (by || sid !== run.sid || !confirmation || !migration_id) {
    return send({ ...(run.sid && { session_id: run.sid }), ...legacy });
  }
  await note(desk, { phase: "confirming" });
  const mine = { migration_id, confirmation };
  if (reply && reply.legacy_revocation !== "server") return send(mine);
  // The server that revokes needs the credential again. It may be another user's by now: then without it.
  const answer = await send({ ...mine, ...legacy });
  const foreign = answer.type === "problem" && answer.problem.type === "session-mismatch";
  return foreign ? send(mine) : answer;
}

/** Closes the row of a legacy session whose user signed in the new way instead (R11). */
export async function retire(desk: Desk, { attempt }: { attempt: number }): Promise<Event> {
  return desk.exchange.signOut({ ...credential(desk), retire: attempt });
}
