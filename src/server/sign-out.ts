import { randomUUID } from "node:crypto";
import { parseSignOutRequest } from "../protocol/parse-request.js";
import type { LegacyReply, SignOutRequest } from "../protocol/wire.js";
import { attempt } from "./attempt-authgear.js";
import type { Client } from "./clients.js";
import { clean, isConfirmationOf, mismatch } from "./confirm.js";
import type { Core } from "./core.js";
import { credentialOf, identify, type Identity } from "./identify.js";
import { confirmationHash } from "./issue-session.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { legacyOutcome } from "./legacy-outcome.js";
import { hasLeft } from "./revoke-left.js";
import type { ServerProblem } from "./server-problem.js";
import type { Trace } from "./trace.js";

type Closed = { row: LedgerRow } | ServerProblem;

/**
 * `POST {base}/sign-out`: closes the row, also where nothing was ever exchanged, ends the Authgear session, then the legacy one. Not the
 * kill switch nor any other policy stops it (O1). An answer of 200 says that Authgear's session is over.
 */
export async function signOut(
  core: Core,
  trace: Trace,
  request: Request,
  client: Client,
  body: unknown,
): Promise<LegacyReply | ServerProblem> {
  const parsed = parseSignOutRequest(body);
  if (!("ok" in parsed)) return parsed;
  const { confirmation, before, subject_token } = parsed.ok;
  const credential = credentialOf(request, client, parsed.ok);
  if (confirmation === undefined && !credential) {
    const detail = "confirmation, or the legacy credential, must be there";
    return { problem: "invalid-request", field: "confirmation", detail };
  }
  let closed = confirmation === undefined ? undefined : await byConfirmation(core, trace, client, parsed.ok);
  const forRow = closed && "row" in closed;
  // A cookie comes along by itself: it may be the next user's by now, so it only speaks where nothing else does.
  const speaks = !forRow && (confirmation === undefined || subject_token !== undefined);
  let identity: Identity | undefined;
  if (credential && (speaks || (forRow && core.legacyRevocation === "server"))) {
    const found = await identify(core, trace, credential, "sign-out");
    if ("claims" in found) identity = found;
    else if (confirmation === undefined) return found;
  }
  const later = before !== undefined && (identity?.claims.authTime ?? -Infinity) > before;
  if (speaks && identity && later) {
    trace.note({ outcome: "left-alone" });
    return { legacy: "none" };
  }
  if (speaks && identity) closed = await byCredential(core, trace, client, identity, parsed.ok);
  if (!closed || "problem" in closed) return closed ?? mismatch(null);
  return finish(core, trace, closed.row, later ? undefined : identity);
}

async function byConfirmation(
  core: Core,
  trace: Trace,
  { clientID }: Client,
  body: SignOutRequest,
): Promise<Closed> {
  const { migration_id: migrationID = "", confirmation = "", retire } = body;
  const confirmHash = confirmationHash(confirmation);
  const done = await trace.stage("close", () =>
    core.ledger.close({ clientID, migrationID, confirmHash }, retire),
  );
  if (done) return { row: done };
  const row = await core.ledger.findByID(clientID, migrationID);
  return row && isConfirmationOf(row, confirmHash) ? standing(row) : mismatch(null);
}

async function byCredential(
  core: Core,
  trace: Trace,
  { clientID }: Client,
  { sessionKey, subjectKey }: Identity,
  { retire }: SignOutRequest,
): Promise<Closed> {
  const { ledger, keepUntil } = core;
  const newRow = { migrationID: randomUUID(), clientID, sessionKey, subjectKey, keepUntil };
  const done = await trace.stage("close", () =>
    retire === undefined ? ledger.closeSession(newRow) : ledger.retireSession(newRow, retire),
  );
  if (done) return { row: done };
  const row = await ledger.find(clientID, sessionKey);
  return row ? standing(row) : mismatch(null);
}

/** A row that the statement left as it was: final, or of another attempt than the one to retire. */
function standing(row: LedgerRow): Closed {
  return row.state === "closed" || row.state === "confirmed" ? { row } : mismatch(row);
}

async function finish(
  core: Core,
  trace: Trace,
  row: LedgerRow,
  identity: Identity | undefined,
): Promise<LegacyReply | ServerProblem> {
  const { migrationID, attempt: number, state } = row;
  trace.note({ outcome: "signed-out-now", migrationID, attempt: number });
  if (state === "closed" && hasLeft(row)) {
    const cleaned = await attempt(() => trace.stage("clean", () => clean(core, row)));
    if ("problem" in cleaned) return cleaned;
  }
  const legacy = await legacyOutcome(core, trace, row, identity);
  trace.note({ legacy });
  return { legacy };
}
