import type { LegacyOutcome } from "../protocol/wire.js";
import type { Core } from "./core.js";
import type { Identity } from "./identify.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { revokeLegacy } from "./legacy-revoker.js";
import type { Trace } from "./trace.js";

/** C3: what becomes of the legacy session, which only its own credential ends. */
export async function legacyOutcome(
  core: Core,
  trace: Trace,
  row: LedgerRow,
  identity: Identity | undefined,
): Promise<LegacyOutcome> {
  const { legacyRevocation, legacyRevoker } = core;
  if (legacyRevocation !== "server") return legacyRevocation;
  if (row.legacyRevoked) return "done";
  if (!legacyRevoker || !identity?.sessionKey.equals(row.sessionKey)) return "pending";
  const outcome = await trace.stage("revoke", () => revokeLegacy(legacyRevoker, identity));
  if (outcome === "done") await core.ledger.legacyRevoked(row);
  return outcome;
}
