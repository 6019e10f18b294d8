import { broken, count, good, unknown, type Lamp } from "./lamp.js";

/** Promise 3: one log-in at the old provider, at most one live session at Authgear. */
export const oneSession: Lamp = ({ sessions }, over) => {
  const live = sessions.filter(({ revokedAt }) => revokedAt === undefined).length;
  const seen = `${count(sessions.length, "session")} made for one log-in at the old provider, ${live} alive.`;
  if (!over) return unknown(`So far: ${seen}`);
  return live > 1 ? broken(seen) : good(seen);
};
