import { isExchange } from "../faults.js";
import type { Facts } from "../facts.js";
import type { Seen } from "../trial.js";
import { PROOFS } from "../visits.js";
import { broken, count, good, ms, unknown, type Lamp } from "./lamp.js";

/** How long a token has to stand before it counts as on disk, in milliseconds. */
const ON_DISK = 10_000;

/** Promise 2: the old session ends after the browser has proven the new one, and ten seconds after it came. */
export const provenBeforeRevoked: Lamp = (facts, over) => {
  const { legacyEndedAt, signedOutAt = Infinity } = facts;
  if (signedOutAt <= (legacyEndedAt ?? Infinity) && signedOutAt !== Infinity) {
    return unknown("The user signed out first: that ends the old session without a proof, as it should.");
  }
  if (legacyEndedAt === undefined) {
    return unknown(over ? "The old session was not revoked." : "The old session is alive.");
  }
  const arrived = delivered(facts, legacyEndedAt).at(-1);
  if (!arrived) return broken("The old session was revoked, and no exchange had been answered.");
  const age = legacyEndedAt - arrived.answeredAt;
  const proofs = facts.requests.filter(
    ({ site, path, status, answeredAt }) =>
      site === "authgear" && PROOFS.includes(path) && status === 200 && answeredAt < legacyEndedAt,
  );
  const seen = `Before the old session was revoked the browser had proven the new one ${count(proofs.length, "time")} at Authgear; it was ${ms(age)} old.`;
  return proofs.length > 0 && age >= ON_DISK ? good(seen) : broken(seen);
};

function delivered({ requests }: Facts, before: number): readonly Seen[] {
  return requests.filter(
    ({ path, status, answeredAt }) => isExchange(path) && status === 200 && answeredAt < before,
  );
}
