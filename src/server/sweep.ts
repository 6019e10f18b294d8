import type { Core } from "./core.js";
import { revokeLeft } from "./revoke-left.js";

/** What a sweep did. */
export interface SweepReport {
  /** Rows with nothing left to revoke any more. */
  cleaned: number;
  /** Rows that Authgear did not answer for: the next sweep but some minutes takes them again. */
  failed: number;
  /** Rows past their time. */
  deleted: number;
}

const BATCH = 50;
/** A call to Authgear that was given up has taken effect, or never will. Seconds. */
const QUIET_S = 300;

/** Revokes what crashes have left, and forgets what may be forgotten. Any number of instances may sweep at once. */
export async function sweep(core: Core): Promise<SweepReport> {
  const report = { cleaned: 0, failed: 0, deleted: 0 };
  for (let more = true; more;) {
    // What there is no room for now waits for the next sweep.
    const limit = core.load.room(BATCH);
    const rows = limit === 0 ? [] : await core.ledger.claimLeft({ limit, quietFor: QUIET_S });
    more = limit > 0 && rows.length === limit;
    for (const row of rows) {
      try {
        const left = await revokeLeft(core, row);
        const done =
          left === "clean" && (await core.ledger.cleaned(row, { revoked: row.revokeSession, sweep: true }));
        if (done) report.cleaned++;
      } catch {
        report.failed++;
      }
    }
  }
  await core.ledger.forgetErased(null);
  report.deleted = await core.ledger.forget(core.keepUntil);
  return report;
}
