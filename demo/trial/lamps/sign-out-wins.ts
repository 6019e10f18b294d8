import { API } from "../visits.js";
import { broken, count, good, ms, unknown, type Lamp } from "./lamp.js";

/** What was sent before the user signed out may still arrive, in milliseconds. */
const ON_ITS_WAY = 300;

/** Promise 4: nothing is alive after signing out, and the API knows nobody. */
export const signOutWins: Lamp = ({ signedOutAt, sessions, requests, legacyEndedAt }, over) => {
  if (signedOutAt === undefined) return unknown("Nobody signed out in this scenario. Try the button.");
  const alive = sessions.filter(({ revokedAt }) => revokedAt === undefined).length;
  const calls = requests.filter(({ path, at }) => path === API && at > signedOutAt + ON_ITS_WAY);
  const admitted = calls.filter(({ status }) => status === 200).length;
  const old = legacyEndedAt === undefined ? "alive" : "ended";
  const seen = `Signed out at ${ms(signedOutAt)}: ${count(alive, "session")} alive at Authgear, the old one ${old}; ${admitted} of ${count(calls.length, "later call")} of the API let in.`;
  if (!over) return unknown(`So far: ${seen}`);
  return alive > 0 || admitted > 0 ? broken(seen) : good(seen);
};
