import fc from "fast-check";
import type { Ledger, LedgerRow, NewRow, RowClaim } from "../../src/server/ledger/ledger.js";

/** One call to a ledger, in small numbers that mean the same for every ledger. */
export interface LedgerStep {
  call: keyof Ledger | "time";
  /** Which legacy session, of which two of three have one user. */
  session: number;
  /** How far the attempt that is named lies behind the row's own. */
  behind: number;
  /** Picks a confirmation, an Authgear session, a user, a number of seconds. */
  pick: number;
  flag: boolean;
}

const CALLS: readonly LedgerStep["call"][] = [
  ...times(3, "claim", "issue", "time"),
  ...times(2, "fence", "confirm"),
  ...times(1, "refuse", "reissue", "end", "close", "closeSession", "retireSession", "holds", "cleaned"),
  ...times(1, "legacyRevoked", "claimLeft", "forget", "recordAccount", "reserveAccount", "standing"),
  ...times(1, "closeAccount", "eraseAccount", "forgetErased"),
];

function times(weight: number, ...calls: LedgerStep["call"][]): LedgerStep["call"][] {
  return Array.from({ length: weight }, () => calls).flat();
}

export const ledgerSteps: fc.Arbitrary<LedgerStep[]> = fc.array(
  fc.record({
    call: fc.constantFrom(...CALLS),
    session: fc.nat(2),
    behind: fc.constantFrom(0, 0, 0, 1),
    pick: fc.nat(3),
    flag: fc.boolean(),
  }),
  { minLength: 15, maxLength: 25, size: "max" },
);

/** A ledger, and the clock that it goes by. */
export interface LedgerUnderContract {
  ledger: Ledger;
  /** Milliseconds since the epoch. */
  now(): number;
  pass(seconds: number): Promise<void>;
}

const CLIENT = "spa";
const SECONDS = [5, 25, 700, 4_000];
const bytes = (text: string): Buffer => Buffer.from(text.padEnd(33, "."));

/** Does one step, and answers what came of it in terms that do not hang on the hour. */
export async function take(under: LedgerUnderContract, step: LedgerStep, id: string): Promise<unknown> {
  const { ledger, now } = under;
  const { call, session, behind, pick, flag } = step;
  const sessionKey = bytes(`session-${session}`);
  const subjectKey = bytes(`subject-${session % 2}`);
  const ago = flag ? Math.floor(now() / 1000) - pick * 600 : undefined;
  const keepUntil = pick === 3 ? null : new Date(now() + pick * 1_800_000);
  const input: NewRow = {
    migrationID: id,
    clientID: CLIENT,
    sessionKey,
    subjectKey,
    authTime: ago,
    keepUntil,
  };
  const row = await ledger.find(CLIENT, sessionKey);
  const migrationID = row?.migrationID ?? id;
  const fence = { migrationID, attempt: (row?.attempt ?? 1) - behind };
  const claim: RowClaim = flag
    ? { clientID: CLIENT, sessionKey, authgearSession: `sid-${pick % 2}` }
    : {
        clientID: CLIENT,
        migrationID,
        confirmHash: bytes(`hash-${pick % 2}`),
        ...(pick > 1 && { sessionKey: bytes(`session-${pick - 2}`) }),
      };
  switch (call) {
    case "claim": {
      const result = await ledger.claim(input);
      return [result.claimed, tell(under, result.row)];
    }
    case "refuse":
      return ledger.refuse(fence, {
        error: "upstream-unavailable",
        retryAfter: pick * 20,
        releaseLease: flag,
        dirty: pick > 1,
      });
    case "fence":
      return ledger.fence(fence, `user-${pick % 2}`);
    case "issue":
      return ledger.issue(fence, {
        authgearSession: `sid-${pick % 2}`,
        reply: bytes("reply"),
        salt: bytes("salt"),
        accessLeft: 1_800,
        confirmHash: bytes(`hash-${pick % 2}`),
        dirty: flag,
      });
    case "reissue":
      return tell(under, await ledger.reissue(fence));
    case "end":
      return ledger.end(fence);
    case "confirm":
      return tell(under, await ledger.confirm(claim));
    case "close":
      return tell(under, await ledger.close(claim, pick === 3 ? fence.attempt : undefined));
    case "closeSession":
      return tell(under, await ledger.closeSession(input));
    case "retireSession":
      return tell(under, await ledger.retireSession(input, flag ? fence.attempt : 0));
    case "holds":
      return ledger.holds(fence);
    case "cleaned":
      return ledger.cleaned(fence, { revoked: pick === 0 ? null : `sid-${pick % 2}`, sweep: flag });
    case "legacyRevoked":
      return ledger.legacyRevoked(fence);
    case "claimLeft": {
      const rows = await ledger.claimLeft({ limit: pick + 1, quietFor: flag ? 300 : 0 });
      return rows.map((one) => tell(under, one)).toSorted(byID);
    }
    case "forget":
      return ledger.forget(flag ? new Date(now() - 1_000) : null);
    case "recordAccount":
      return ledger.recordAccount({ subjectKey, authgearSub: `user-${pick % 2}`, source: "import" });
    case "reserveAccount":
      return ledger.reserveAccount(subjectKey, 1_000 + pick);
    case "standing": {
      const { states, confirmedFor, notBefore, ...rest } = await ledger.standing({
        clientIDs: [CLIENT],
        sessionKey,
        subjectKey,
      });
      const since = confirmedFor === null ? null : Math.round(confirmedFor);
      return { ...rest, states: [...states], since, barrier: barrier(under, notBefore) };
    }
    case "closeAccount": {
      const rows = await ledger.closeAccount(subjectKey, flag ? null : new Date(now() - pick * 600_500));
      return rows.map((one) => tell(under, one)).toSorted(byID);
    }
    case "eraseAccount":
      return pick === 0
        ? (await ledger.eraseAccount(subjectKey)).map((one) => tell(under, one)).toSorted(byID)
        : [];
    case "forgetErased":
      return ledger.forgetErased(flag ? subjectKey : null);
    case "find":
    case "findByID":
    case "migrate":
      return undefined;
    case "time":
      return under.pass(SECONDS[pick] ?? 1);
  }
}

/** Every row as it stands. */
export async function rowsOf(under: LedgerUnderContract): Promise<unknown[]> {
  const keys = [0, 1, 2].map((session) => bytes(`session-${session}`));
  return Promise.all(keys.map(async (key) => tell(under, await under.ledger.find(CLIENT, key))));
}

function tell(under: LedgerUnderContract, row: LedgerRow | null): Record<string, unknown> | null {
  if (!row) return null;
  const { retryIn, accessLeft, notBefore, sessionKey, subjectKey, confirmHash, sealed, ...rest } = row;
  return {
    ...rest,
    keys: [sessionKey, subjectKey, confirmHash, sealed?.reply, sealed?.salt].map((key) => key?.toString()),
    retryIn: Math.round(retryIn),
    accessLeft: Math.round(accessLeft),
    barrier: barrier(under, notBefore),
  };
}

/** Seconds that it lies back, in steps that no slow machine crosses. */
function barrier({ now }: LedgerUnderContract, notBefore: number | null): number | null {
  return notBefore === null ? null : Math.round((now() / 1000 - notBefore) / 5);
}

function byID(a: Record<string, unknown> | null, b: Record<string, unknown> | null): number {
  return String(a?.["migrationID"]).localeCompare(String(b?.["migrationID"]));
}
