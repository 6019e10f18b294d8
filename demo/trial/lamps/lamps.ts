import type { Facts } from "../facts.js";
import { insideTheBudget } from "./inside-the-budget.js";
import type { Lamp, Light } from "./lamp.js";
import { noTokenShown } from "./no-token-shown.js";
import { nothingOverwritten } from "./nothing-overwritten.js";
import { oneRoundTrip } from "./one-round-trip.js";
import { oneSession } from "./one-session.js";
import { provenBeforeRevoked } from "./proven-before-revoked.js";
import { signOutWins } from "./sign-out-wins.js";
import { stillSignedIn } from "./still-signed-in.js";
import { visitorPaysNothing } from "./visitor-pays-nothing.js";

const LAMPS: readonly (readonly [promise: string, lamp: Lamp])[] = [
  ["A fault never leaves a user less signed in", stillSignedIn],
  ["The old session ends only after the new one is proven and on disk", provenBeforeRevoked],
  ["One old session gives at most one live new one", oneSession],
  ["Signing out wins, and stays", signOutWins],
  ["No session is overwritten, nobody else’s is touched", nothingOverwritten],
  ["The page goes on inside its time budget", insideTheBudget],
  ["No token in a URL, event or log", noTokenShown],
  ["A page with nothing to migrate pays nothing", visitorPaysNothing],
  ["A migrating page waits for one round trip", oneRoundTrip],
];

/** In words for the page, in the order of docs/guarantees.md. */
export const PROMISES: readonly string[] = LAMPS.map(([promise]) => promise);

/** A lamp as the page shows it. */
export interface ShownLamp extends Light {
  readonly promise: string;
}

/** One lamp for each promise, in the order of docs/guarantees.md. */
export function lightLamps(facts: Facts, over: boolean): readonly ShownLamp[] {
  return LAMPS.map(([promise, lamp]) => ({ promise, ...lamp(facts, over) }));
}
