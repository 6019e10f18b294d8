import { PASSWORD, PEOPLE } from "./people.js";
import type { RunningDemo } from "./running-demo.js";

/** What a person reads in the terminal: where things are, and what to click. */
export function instructions({ app, legacy, authgear }: RunningDemo["origins"]): string {
  const people = PEOPLE.map(({ email, atAuthgear }) => `     ${email.padEnd(18)} ${atAuthgear} at Authgear`);
  return `
  The migration is running on this machine.

  ${app}/v1/   the app as it was, signing in at the legacy provider
  ${app}/      the app as it is now, with Authgear
  ${app}/trial/   break the migration, and see which promises hold
  ${legacy}     the legacy provider: oidc-provider, in memory
  ${authgear}   Authgear: an emulator, in memory; the ledger is a real PostgreSQL

  1. Open ${app}/v1/ and click "Sign in at Old Gate".
     The password is "${PASSWORD}" for
${people.join("\n")}
  2. Click "New version". You stay signed in: the page has exchanged the old session for one of Authgear.
  3. Stay, or reload: after about ten seconds the old session is revoked. "Ask the servers" shows it from outside.
  4. Go back to the old version: it finds nobody. Sign out in the new one, or start again with somebody else.

  Ctrl-C ends it. "npm run demo -- --headless" does all of this by itself and checks it.
`;
}
