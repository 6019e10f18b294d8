import { randomUUID } from "node:crypto";
import { clean } from "./confirm.js";
import type { Core } from "./core.js";
import { ledgerKeys, subjectKey } from "./ledger/keys.js";
import type { LedgerRow } from "./ledger/ledger.js";
import { hasLeft } from "./revoke-left.js";
import { isID } from "./verify/session-identity.js";
import { wrongOption } from "./wrong-option.js";

/** A user of the legacy provider, as a verifier names it. */
export interface LegacyUser {
  /** Name of the verifier that answers this user. Default: each of the handler's. */
  name?: string;
  issuer: string;
  subject: string;
}

export interface CloseAccountOptions extends LegacyUser {
  /** Legacy sessions that began earlier are barred, and those of which nobody knows when. Default: now, by the database's clock. */
  before?: Date;
}

export interface CloseOptions extends LegacyUser {
  /** As the verifier's claims name it. */
  sessionId: string;
}

export interface ClosedReport {
  /** Migrations that this call has closed, or found closed with a session at Authgear that may still stand. */
  closed: number;
  /** Those of them whose session at Authgear may still stand: a sweep ends it. */
  pending: number;
}

export async function closeAccount(core: Core, options: CloseAccountOptions): Promise<ClosedReport> {
  const { before } = options;
  if (before !== undefined && !(before instanceof Date && !Number.isNaN(before.getTime()))) {
    throw wrongOption("before", before, "give a Date, or leave it out for now");
  }
  const rows = await ofEachName(core, options, ({ subject }) =>
    core.ledger.closeAccount(subject, before ?? null),
  );
  return endSessions(core, rows);
}

export async function eraseUser(core: Core, options: LegacyUser): Promise<ClosedReport> {
  const keys: Uint8Array[] = [];
  const rows = await ofEachName(core, options, ({ subject }) => {
    keys.push(subject);
    return core.ledger.eraseAccount(subject);
  });
  const report = await endSessions(core, rows);
  for (const key of keys) await core.ledger.forgetErased(key);
  return report;
}

export async function close(
  core: Core,
  clientIDs: readonly string[],
  options: CloseOptions,
): Promise<ClosedReport> {
  const { issuer, subject, sessionId } = options;
  checkID("sessionId", sessionId, "give the session id as the verifier's claims name it");
  const { ledger, keepUntil } = core;
  const rows = await ofEachName(core, options, async ({ name }) => {
    const keys = ledgerKeys(core.secret, { name, issuer, subject, sessionId });
    const closing = clientIDs.map((clientID) =>
      ledger.closeSession({ migrationID: randomUUID(), clientID, ...keys, keepUntil }),
    );
    return (await Promise.all(closing)).flatMap((row) => row ?? []);
  });
  return endSessions(core, rows);
}

/** The names differ in the ledger's keys alone: what is not there under one of them is closed in advance. */
async function ofEachName(
  { verifiers, secret }: Core,
  { name, issuer, subject }: LegacyUser,
  work: (key: { name: string; subject: Uint8Array }) => Promise<LedgerRow[]>,
): Promise<LedgerRow[]> {
  checkID("issuer", issuer, "give the issuer as the verifier's claims name it");
  checkID("subject", subject, "give the user's id as the verifier's claims name it");
  const names = verifiers.map((verifier) => verifier.name);
  if (name !== undefined && !names.includes(name)) {
    throw wrongOption("name", name, `name a verifier of this handler: ${names.join(", ")}`);
  }
  const rows: LedgerRow[] = [];
  for (const one of name === undefined ? names : [name]) {
    rows.push(...(await work({ name: one, subject: subjectKey(secret, { name: one, issuer, subject }) })));
  }
  return rows;
}

/** What cannot be ended now stays marked, and the sweep finds it. */
async function endSessions(core: Core, rows: readonly LedgerRow[]): Promise<ClosedReport> {
  let pending = 0;
  for (const row of rows.filter(hasLeft)) {
    try {
      await clean(core, row);
      // A call to Authgear that is under way may still leave one behind.
      if (row.dirty && row.leaseAlive) pending++;
    } catch {
      pending++;
    }
  }
  return { closed: rows.length, pending };
}

function checkID(name: string, value: unknown, fix: string): void {
  if (!isID(value)) throw wrongOption(name, value, fix);
}
