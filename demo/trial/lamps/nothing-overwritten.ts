import type { Facts } from "../facts.js";
import { broken, good, ms, unknown, type Lamp } from "./lamp.js";

/** Promise 5: sessions of others live on, and none that this browser uses is replaced while it lives. */
export const nothingOverwritten: Lamp = (facts, over) => {
  const { alive, of } = facts.bystanders;
  const seen = `${alive} of ${of} sessions of another device and another user still work`;
  const at = overwrittenAt(facts);
  if (at !== undefined) {
    return broken(`At ${ms(at)} the browser used another session, while the one before was alive; ${seen}.`);
  }
  if (alive < of) return broken(`${seen}.`);
  const used = new Set(facts.requests.flatMap(({ session }) => session ?? [])).size;
  const all = `${seen}; sessions that this browser used: ${used}.`;
  return over ? good(all) : unknown(`So far: ${all}`);
};

function overwrittenAt({ requests, sessions }: Facts): number | undefined {
  let last: string | undefined;
  for (const { session, at } of requests) {
    if (session === undefined || session === last) continue;
    const before = sessions.find(({ id }) => id === last);
    if (before && (before.revokedAt ?? Infinity) > at) return at;
    last = session;
  }
  return undefined;
}
