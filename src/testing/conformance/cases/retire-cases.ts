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

/** Section 2: a sign-out that closes one attempt alone. */
export const retireCases: readonly ConformanceCase[] = [
  {
    name: "retire: 0 closes a legacy session that never came",
    section: 2,
    level: 2,
    async run(bench) {
      const { token, key } = await bench.visitor();
      expectLegacy(await bench.signOut({ subject_token: token, retire: 0 }), "sign-out");
      expectProblem(await bench.exchange(token, key), "an exchange afterwards", "signed-out");
    },
  },
  {
    name: "retire with another number is session-mismatch, names the attempt and ends nothing",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor } = await migrated(bench);
      const lost = await bench.exchange(visitor.token, randomText(16));
      expectProblem(lost, "an exchange with another key", "key-lost");
      const attempt = attemptOf(lost);
      for (const retire of [0, attempt + 1]) {
        const answer = await bench.signOut({ subject_token: visitor.token, retire });
        expectProblem(answer, "sign-out", "session-mismatch");
        demand(attemptOf(answer) === attempt, '"attempt" must be that of key-lost');
      }
      await expectLive(bench, visitor, 1);
      expectLegacy(await bench.signOut({ subject_token: visitor.token, retire: attempt }), "sign-out");
      await expectLive(bench, visitor, 0);
    },
  },
  {
    name: "retire with a number and no migration is session-mismatch, attempt 0",
    section: 2,
    level: 2,
    async run(bench) {
      const { token, key } = await bench.visitor();
      const answer = await bench.signOut({ subject_token: token, retire: 1 });
      expectProblem(answer, "sign-out", "session-mismatch");
      demand(attemptOf(answer) === 0, '"attempt" must be 0');
      expectSession(await bench.exchange(token, key), "an exchange afterwards");
    },
  },
  {
    name: "retire leaves a confirmed migration alone",
    section: 2,
    level: 2,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      expectLegacy(await bench.confirm(ticketOf(reply)), "confirm");
      expectLegacy(await bench.signOut({ subject_token: visitor.token, retire: 1 }), "sign-out");
      await expectLive(bench, visitor, 1);
    },
  },
];
