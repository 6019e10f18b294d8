import { timingSafeEqual } from "node:crypto";
import { parseConfirmRequest } from "../protocol/parse-request.js";
import type { ConfirmRequest, LegacyReply } from "../protocol/wire.js";
import { attempt } from "./attempt-authgear.js";
import type { Client } from "./clients.js";
import type { Core } from "./core.js";
import { credentialOf, identify, type Identity } from "./identify.js";
import { confirmationHash } from "./issue-session.js";
import type { LedgerRow, RowClaim } from "./ledger/ledger.js";
import { legacyOutcome } from "./legacy-outcome.js";
import { hasLeft, revokeLeft } from "./revoke-left.js";
import type { ServerProblem } from "./server-problem.js";
import type { Trace } from "./trace.js";

type Confirmed = { row: LedgerRow; identity: Identity | undefined } | ServerProblem;

/** `POST {base}/confirm`: C1 to C3, each of which may be repeated. */
export async function confirm(
  core: Core,
  trace: Trace,
  request: Request,
  client: Client,
  body: unknown,
): Promise<LegacyReply | ServerProblem> {
  const parsed = parseConfirmRequest(body);
  if (!("ok" in parsed)) return parsed;
  const confirmed =
    parsed.ok.confirmation === undefined
      ? await bySession(core, trace, request, client, parsed.ok)
      : await byConfirmation(core, trace, request, client, parsed.ok);
  if ("problem" in confirmed) return confirmed;
  const { row, identity } = confirmed;
  trace.note({ outcome: "confirmed", migrationID: row.migrationID, attempt: row.attempt });
  // What it cannot revoke now stays marked, and the sweep finds it.
  if (hasLeft(row)) await attempt(() => trace.stage("clean", () => clean(core, row)));
  const legacy = await legacyOutcome(core, trace, row, identity);
  trace.note({ legacy });
  return { legacy };
}

/** C2 at confirm, and the same at sign-out. */
export async function clean(core: Core, row: LedgerRow): Promise<void> {
  const left = await revokeLeft(core, row);
  if (left === "clean") await core.ledger.cleaned(row, { revoked: row.revokeSession, sweep: false });
}

async function byConfirmation(
  core: Core,
  trace: Trace,
  request: Request,
  { clientID, ...client }: Client,
  body: ConfirmRequest,
): Promise<Confirmed> {
  const { migration_id: migrationID = "", confirmation = "", subject_token } = body;
  const confirmHash = confirmationHash(confirmation);
  const identity = await toRevoke(core, trace, request, { clientID, ...client }, body);
  // A token that came along is a statement, a cookie that came by itself is none.
  const named = subject_token === undefined ? undefined : identity?.sessionKey;
  const claim: RowClaim = { clientID, migrationID, confirmHash, ...(named ? { sessionKey: named } : {}) };
  const done = await trace.stage("confirm", () => core.ledger.confirm(claim));
  if (done) return { row: done, identity };
  const row = await core.ledger.findByID(clientID, migrationID);
  if (!row || !isConfirmationOf(row, confirmHash) || (named && !named.equals(row.sessionKey)))
    return mismatch(row);
  if (row.state === "closed") return { problem: "signed-out" };
  return row.state === "confirmed" ? { row, identity } : mismatch(row);
}

async function bySession(
  core: Core,
  trace: Trace,
  request: Request,
  client: Client,
  body: ConfirmRequest,
): Promise<Confirmed> {
  const credential = credentialOf(request, client, body);
  if (!credential || body.session_id === undefined) {
    const detail = "confirmation, or session_id with the legacy credential, must be there";
    return { problem: "invalid-request", field: "confirmation", detail };
  }
  const identity = await identify(core, trace, credential, "confirm");
  if ("problem" in identity) return identity;
  const { clientID } = client;
  const { sessionKey } = identity;
  const claim = { clientID, sessionKey, authgearSession: body.session_id };
  const done = await trace.stage("confirm", () => core.ledger.confirm(claim));
  if (done) return { row: done, identity };
  const row = await core.ledger.find(clientID, sessionKey);
  if (row?.state === "closed") return { problem: "signed-out" };
  const same = row?.state === "confirmed" && row.authgearSession === body.session_id;
  return same ? { row, identity } : mismatch(row);
}

/** Where the server revokes, whose credential came along; one that is no good does not stop the confirmation. */
async function toRevoke(
  core: Core,
  trace: Trace,
  request: Request,
  client: Client,
  body: ConfirmRequest,
): Promise<Identity | undefined> {
  const credential = core.legacyRevocation === "server" ? credentialOf(request, client, body) : undefined;
  const identity = credential && (await identify(core, trace, credential, "confirm"));
  return identity && "claims" in identity ? identity : undefined;
}

export function isConfirmationOf(row: LedgerRow, confirmHash: Buffer): boolean {
  return row.confirmHash?.length === confirmHash.length && timingSafeEqual(row.confirmHash, confirmHash);
}

export function mismatch(row: LedgerRow | null): ServerProblem {
  return { problem: "session-mismatch", attempt: row?.attempt ?? 0 };
}
