import { storedLegacyTokens } from "./browser-storage.js";
import { observe, type Observation } from "./report.js";
import type { InstalledSession, LegacyTokens, Stage } from "./stage.js";
import { until } from "./until.js";

/** The session must have stood in the browser this long before the old one may go, in milliseconds (machine R7). */
const MINIMUM_AGE = 10_000;
const PATIENCE = 40_000;

/** Waits until the legacy provider itself says that the old session is over, and checks what came before that. */
export async function revokes(
  stage: Stage,
  session: InstalledSession,
  tokens: LegacyTokens,
): Promise<Observation<void>> {
  const { demo, page, network } = stage;
  const { app, legacy, authgear } = demo.origins;
  await until(
    async () => ((await demo.outside.introspect(tokens.accessToken)) === undefined ? true : undefined),
    PATIENCE,
    "the legacy provider did not revoke the session",
  );
  await until(
    async () => ((await storedLegacyTokens(page, legacy)) ? undefined : true),
    5_000,
    "the browser did not forget the legacy session",
  );
  const again = network.to(app, "/session-migration").length;
  observe(again === 0, `${again} more requests to the exchange after the reload`);
  const [revocation] = network.to(legacy, "/token/revocation");
  const confirm = network.to(app, "/session-migration/confirm").find(({ status }) => status === 200);
  const proofs = [
    network.to(authgear, "/oauth2/userinfo"),
    network.to(authgear, "/oauth2/app_session_token"),
  ];
  observe(revocation !== undefined, "the browser did not ask for the revocation");
  observe(confirm?.answeredAt !== undefined, "the server was not asked to confirm");
  observe(confirm.answeredAt < revocation.sentAt, "the old session was revoked before the server confirmed");
  for (const calls of proofs) {
    const proven = calls.some(
      ({ status, answeredAt = Infinity }) => status === 200 && answeredAt < confirm.sentAt,
    );
    observe(proven, "the new session was not proven from the browser before it was confirmed");
  }
  const age = Math.round(revocation.sentAt - session.answeredAt);
  observe(age >= MINIMUM_AGE, `the new session was only ${age} ms old`);
  const rows = await demo.outside.ledger();
  observe(
    rows.length === 1 && rows[0]?.state === "confirmed",
    `ledger: ${rows.map((row) => row.state).join()}`,
  );
  observe(!rows[0].hasReply, "the ledger still holds the reply");
  const saw = `proven from this browser, confirmed (ledger: confirmed), revoked ${age} ms after the exchange; introspection: not active`;
  return { saw, found: undefined };
}
