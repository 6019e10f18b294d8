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

/** Re-issues in the life of one migration. */
const MOST_REISSUES = 5;

/** Section 6: the same legacy session comes again. */
export const replayCases: readonly ConformanceCase[] = [
  {
    name: "the same key gets the same session again, also by a fresh token of the same log-in",
    section: 6,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      const { session, subject, token, key } = visitor;
      for (const one of [token, await bench.mint({ session, subject })]) {
        const again = expectSession(await bench.exchange(one, key), "the same exchange");
        demand(again.session.refresh_token === reply.session.refresh_token, "it answered another session");
        demand(again.migration_id === reply.migration_id, "it answered another migration_id");
        demand(again.confirmation === reply.confirmation, "it answered another confirmation");
      }
      await expectLive(bench, visitor, 1);
    },
  },
  {
    name: "another key gets no second session but key-lost",
    section: 6,
    level: 2,
    async run(bench) {
      const { visitor } = await migrated(bench);
      const answer = await bench.exchange(visitor.token, randomText(16));
      expectProblem(answer, "an exchange with another key", "key-lost");
      demand(attemptOf(answer) >= 1, '"attempt" must be at least 1');
      await expectLive(bench, visitor, 1);
    },
  },
  {
    name: "replaces gets a new session in the place of the lost one",
    section: 6,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      const key = randomText(16);
      const replaces = attemptOf(await bench.exchange(visitor.token, key));
      const next = expectSession(await bench.exchange(visitor.token, key, { replaces }), "replaces");
      demand(next.session.refresh_token !== reply.session.refresh_token, "it answered the lost session");
      await expectLive(bench, visitor, 1);
      const stale = await bench.confirm(ticketOf(reply));
      expectProblem(stale, "confirm of the lost session", "session-mismatch");
      expectLegacy(await bench.confirm(ticketOf(next)), "confirm of the new session");
    },
  },
  {
    name: "replaces of an earlier attempt replaces nothing",
    section: 6,
    level: 2,
    async run(bench) {
      const { visitor } = await migrated(bench);
      const key = randomText(16);
      const replaces = attemptOf(await bench.exchange(visitor.token, key));
      const next = expectSession(await bench.exchange(visitor.token, key, { replaces }), "replaces");
      const late = await bench.exchange(visitor.token, randomText(16), { replaces });
      expectProblem(late, "the same replaces, late", "key-lost");
      demand(attemptOf(late) > replaces, '"attempt" must have gone up');
      const again = expectSession(await bench.exchange(visitor.token, key), "the new key again");
      demand(again.session.refresh_token === next.session.refresh_token, "it answered another session");
      await expectLive(bench, visitor, 1);
    },
  },
  {
    name: `after ${MOST_REISSUES} replacements it is rate-limited`,
    section: 6,
    level: 2,
    async run(bench) {
      const { visitor } = await migrated(bench);
      for (let time = 1; time <= MOST_REISSUES; time++) {
        const replaces = attemptOf(await bench.exchange(visitor.token, randomText(16)));
        expectSession(
          await bench.exchange(visitor.token, randomText(16), { replaces }),
          `replacement ${time}`,
        );
      }
      const replaces = attemptOf(await bench.exchange(visitor.token, randomText(16)));
      const answer = await bench.exchange(visitor.token, randomText(16), { replaces });
      expectProblem(answer, "one more", "rate-limited");
      await expectLive(bench, visitor, 1);
    },
  },
  {
    name: "a confirmed migration gives nothing away any more, and keeps its session",
    section: 6,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      expectLegacy(await bench.confirm(ticketOf(reply)), "confirm");
      const { token, key } = visitor;
      const answers = [
        await bench.exchange(token, key),
        await bench.exchange(token, randomText(16)),
        await bench.exchange(token, randomText(16), { replaces: 1 }),
      ];
      for (const answer of answers) expectProblem(answer, "an exchange after confirm", "already-migrated");
      await expectLive(bench, visitor, 1);
    },
  },
];
