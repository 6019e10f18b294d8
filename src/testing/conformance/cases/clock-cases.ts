import type { ConformanceCase } from "../conformance-case.js";
import { expectLive, expectProblem, expectSession, migrated } from "../expect-answer.js";
import { demand } from "../nonconformance.js";

/** How long the reply can be had again. Seconds. */
const REPLY_LIFE_S = 600;

/** Sections 2 and 6: what time changes. */
export const clockCases: readonly ConformanceCase[] = [
  {
    name: "expires_in counts what is left when the same session is answered again",
    section: 2,
    level: 2,
    needsClock: true,
    async run(bench) {
      const { visitor, reply } = await migrated(bench);
      await bench.moveClock(120);
      const again = expectSession(await bench.exchange(visitor.token, visitor.key), "two minutes later");
      const [before, after] = [reply.session.expires_in, again.session.expires_in];
      const fell = before === undefined || after === undefined || after <= before - 115;
      demand(fell, "expires_in must be shorter by the time that has passed");
    },
  },
  {
    name: "the reply can be had again for ten minutes, then the key is lost",
    section: 6,
    level: 2,
    needsClock: true,
    async run(bench) {
      const { visitor } = await migrated(bench);
      await bench.moveClock(REPLY_LIFE_S - 60);
      expectSession(await bench.exchange(visitor.token, visitor.key), "after nine minutes");
      await bench.moveClock(120);
      const late = await bench.exchange(visitor.token, visitor.key);
      expectProblem(late, "after eleven minutes", "key-lost");
      await expectLive(bench, visitor, 1);
    },
  },
];
