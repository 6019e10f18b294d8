import { wrongOption } from "../wrong-option.js";

/** True for an anonymous user of the legacy provider, who is refused. Called with verified claims alone. */
export type GuestPredicate = (payload: Readonly<Record<string, unknown>>) => boolean;

/**
 * The app's predicate made safe: where it throws or does not answer with a truth value, nobody is let in.
 * @throws TypeError if it is no function.
 */
export function checkGuest(guest: GuestPredicate | undefined): GuestPredicate {
  if (guest === undefined) return () => false;
  if (typeof guest !== "function") {
    throw wrongOption("guest", guest, "give a function of the claims, or leave it out");
  }
  return (payload) => {
    try {
      const answer: unknown = guest(payload);
      return answer !== false;
    } catch {
      return true;
    }
  };
}
