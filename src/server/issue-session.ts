import { createHash, randomBytes } from "node:crypto";
import type { AnswerOrOvertaken, Asking } from "./asking.js";
import { attempt } from "./attempt-authgear.js";
import type { AuthgearUser, IssuedSession } from "./authgear-admin/authgear-server.js";
import type { Core } from "./core.js";
import { exchangeReply } from "./exchange-reply.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { sealReply, type IssuedReply } from "./ledger/sealed-reply.js";
import { proveIssued, type Proof } from "./prove-issued.js";
import { revokeListed } from "./revoke-left.js";
import { rememberedError, unavailable, type ServerProblem } from "./server-problem.js";
import type { Trace } from "./trace.js";
import { withDeadline } from "./with-deadline.js";

/** A holder that slept this long after E3 no longer calls: its lease could end before the call does. */
const CALL_WITHIN_MS = 10_000;
const ON_MIGRATED_MS = 5000;

/** E3 to E7. */
export async function issueSession(
  core: Core,
  trace: Trace,
  asking: Asking,
  row: LedgerRow,
  user: AuthgearUser,
): Promise<AnswerOrOvertaken> {
  const { authgear, ledger } = core;
  const before = performance.now();
  if (!(await trace.stage("fence", () => ledger.fence(row, user.id)))) return "overtaken";
  if (performance.now() - before > CALL_WITHIN_MS) return "overtaken";

  const { migrationID, clientID } = row;
  const input = { userID: user.id, clientID, migrationID };
  const created = await trace.stage("create", () => attempt(() => authgear.createSession(input)));
  if ("problem" in created) return failed(core, row, created, created.mayHaveActed);
  const session = created.ok;
  const sid = sessionID(session);

  const proof = await trace.stage("prove", () => proveIssued(core, session, user.id));
  const objection = objectionTo(proof) ?? (await trace.stage("app", () => tellApp(core, asking, user)));
  if (objection) {
    const undone = await revoked(core, user.id, sid);
    return failed(core, row, objection, !undone || session.retried);
  }

  const reply = issuedReply(session, user.id, proof);
  const accessLeft = session.expiresIn - (core.now() - session.issuedAt) / 1000;
  const { secret } = core;
  const sealed = sealReply(reply, { ...row, idempotencyKey: asking.idempotencyKey, secret });
  const kept = await trace.stage("issue", () =>
    ledger.issue(row, {
      ...sealed,
      authgearSession: sid,
      accessLeft,
      confirmHash: confirmationHash(reply.confirmation),
      dirty: row.attempt > 1 || session.retried,
    }),
  );
  if (!kept) {
    await revoked(core, user.id, sid);
    return "overtaken";
  }
  trace.note({ outcome: row.reissues > 0 ? "reissued" : "issued", verified: reply.verified });
  return exchangeReply(core, migrationID, reply, accessLeft);
}

/** SHA-256: all that the ledger keeps of a confirmation. */
export function confirmationHash(confirmation: string): Buffer {
  return createHash("sha256").update(confirmation).digest();
}

/** Contract fact 1: Authgear names the session only inside its refresh token. */
function sessionID({ refreshToken }: IssuedSession): string {
  return refreshToken.slice(0, refreshToken.indexOf("."));
}

function issuedReply({ refreshToken, accessToken }: IssuedSession, sub: string, proof: Proof): IssuedReply {
  const confirmation = randomBytes(32).toString("base64url");
  const verified = proof === "verified";
  const reply = { sub, refreshToken, verified, confirmation };
  return proof === "refresh-only" ? reply : { ...reply, accessToken };
}

function objectionTo(proof: Proof): ServerProblem | undefined {
  return proof === "dead" || proof === "foreign" ? unavailable(`session-${proof}`) : undefined;
}

async function tellApp(
  core: Core,
  { identity }: Asking,
  user: AuthgearUser,
): Promise<ServerProblem | undefined> {
  const { onMigrated } = core;
  if (!onMigrated) return undefined;
  try {
    await withDeadline(ON_MIGRATED_MS, undefined, async () => onMigrated(identity.claims, user));
    return undefined;
  } catch {
    return unavailable("on-migrated");
  }
}

/** A session that nobody was given. False: the mark in Authgear and in the ledger is what is left to find it by. */
async function revoked(core: Core, sub: string, sid: string): Promise<boolean> {
  const result = await attempt(() => revokeListed(core.authgear, sub, sid));
  return "ok" in result;
}

/** Keeps the lease while a call that was given up may still take effect. */
async function failed(
  core: Core,
  row: LedgerRow,
  problem: ServerProblem,
  mayBeLeft: boolean,
): Promise<AnswerOrOvertaken> {
  const written = await core.ledger.refuse(row, {
    error: rememberedError(problem),
    retryAfter: problem.retryAfter ?? 0,
    releaseLease: !mayBeLeft,
    dirty: row.dirty || mayBeLeft,
  });
  return written ? problem : "overtaken";
}
