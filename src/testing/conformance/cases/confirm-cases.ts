import type { LegacyOutcome, LegacyRevocation } from "../../../protocol/wire.js";
import type { ConformanceCase } from "../conformance-case.js";
import {
  attemptOf,
  expectLegacy,
  expectLive,
  expectProblem,
  expectSession,
  migrated,
  ticketOf,
} from "../expect-answer.js";
import { demand } from "../nonconformance.js";
import { randomText } from "../random-text.js";

/** What `confirm` may answer to whoever sends the legacy credential along. */
const OUTCOMES: Readonly<Record<LegacyRevocation, readonly LegacyOutcome[]>> = {
  client: ["client"],
  none: ["none"],
  server: ["done", "pending"],
};

/** Section 2: confirm. */
export const confirmCases: readonly ConformanceCase[] = [
  {
    name: "confirm says what becomes of the legacy session, as often as it is asked",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      for (const time of ["confirm", "confirm again"]) {
        const answer = await bench.confirm({ ...ticketOf(reply), subject_token: visitor.token });
        const fits = OUTCOMES[reply.legacy_revocation].includes(expectLegacy(answer, time));
        demand(fits, `${time}: "legacy" does not fit legacy_revocation ${reply.legacy_revocation}`);
      }
      await expectLive(bench, visitor, 1);
    },
  },
  {
    name: "confirm with the confirmation of another migration is session-mismatch",
    section: 2,
    level: 2,
    async run(bench) {
      const [mine, other] = [await migrated(bench), await migrated(bench)];
      const foreign = { ...ticketOf(mine.reply), confirmation: other.reply.confirmation };
      const answer = await bench.confirm(foreign);
      expectProblem(answer, "confirm", "session-mismatch");
      attemptOf(answer);
      expectSession(
        await bench.exchange(mine.visitor.token, mine.visitor.key),
        "the same exchange afterwards",
      );
    },
  },
  {
    name: "confirm of a migration that there never was is session-mismatch, attempt 0",
    section: 2,
    level: 2,
    async run(bench) {
      const unknown = { migration_id: crypto.randomUUID(), confirmation: randomText(32) };
      const answer = await bench.confirm(unknown);
      expectProblem(answer, "confirm", "session-mismatch");
      demand(attemptOf(answer) === 0, '"attempt" must be 0');
    },
  },
  {
    name: "a confirmation without its migration_id is invalid-request",
    section: 2,
    level: 2,
    async run(bench) {
      expectProblem(await bench.confirm({ confirmation: randomText(32) }), "confirm", "invalid-request");
    },
  },
  {
    name: "the legacy credential with the session's id confirms",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      const [session_id = ""] = reply.session.refresh_token.split(".");
      expectLegacy(await bench.confirm({ subject_token: visitor.token, session_id }), "confirm");
      const again = await bench.exchange(visitor.token, visitor.key);
      expectProblem(again, "the same exchange afterwards", "already-migrated");
    },
  },
  {
    name: "the legacy credential with the id of another session is session-mismatch",
    section: 2,
    level: 2,
    async run(bench) {
      const [mine, other] = [await migrated(bench), await migrated(bench)];
      const [session_id = ""] = other.reply.session.refresh_token.split(".");
      const answer = await bench.confirm({ subject_token: mine.visitor.token, session_id });
      expectProblem(answer, "confirm", "session-mismatch");
      expectSession(
        await bench.exchange(mine.visitor.token, mine.visitor.key),
        "the same exchange afterwards",
      );
    },
  },
];
